#!/bin/sh
# Makes the pictures in screenshots/ anew: one for each line of its list.txt, and the animation of
# its tour.txt.
set -eu
cd "$(dirname "$0")/../screenshots"
cargo build --quiet
rm -f ./*.svg ./*.png
grep -v '^#' list.txt | xargs -L 1 "${CARGO_TARGET_DIR:-../target}/debug/tokenfare" screenshot
cd ..
BLESS=1 cargo test --quiet --test screenshots the_tour
