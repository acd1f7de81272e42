//! Writes the built-in cards as the program holds them, from their TOML in `rates/`: after every change
//! of one,
//!
//! ```text
//! cargo run --example pack_cards
//! ```

use std::path::Path;
use std::{error, fs};

use tokenfare::card::Builtin;

fn main() -> Result<(), Box<dyn error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/card/packed");
    for builtin in Builtin::ALL {
        let packed = postcard::to_allocvec(&builtin.parse_text()?)?;
        fs::write(folder.join(builtin.name()).with_extension("bin"), &packed)?;
        println!("{}: {} bytes", builtin.name(), packed.len());
    }
    Ok(())
}
