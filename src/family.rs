//! The tokenizer families that rate cards name.

/// A group of models that share a tokenizer, or nearly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// OpenAI's GPT-4o and later, gpt-oss: counted exactly.
    O200k,
    /// OpenAI's GPT-4 and GPT-3.5: counted exactly if asked.
    Cl100k,
    /// Claude 3 up to 4.6.
    Claude3,
    /// Claude 4.7 and later.
    Claude47,
    /// Llama 3 to 3.3.
    Llama3,
    /// Llama 4.
    Llama4,
    /// Mistral with the Tekken tokenizer: Nemo, Pixtral, Large 2411 and later.
    MistralTekken,
    /// Mistral 7B, Mixtral, Large 2402 (tokenizers v1 to v3).
    MistralV3,
    /// Cohere Command R and R+.
    CommandR,
    /// DeepSeek V3 and R1.
    DeepSeek,
    /// Qwen 3.
    Qwen,
    /// Gemma 3.
    Gemma,
    /// Amazon Nova: no public tokenizer.
    Nova,
    /// Amazon Titan: no public tokenizer.
    Titan,
    /// A tokenizer that is not known here.
    Unknown,
}

impl Family {
    /// Every family, in the order of [`Family::index`].
    pub const ALL: [Self; 15] = [
        Self::O200k,
        Self::Cl100k,
        Self::Claude3,
        Self::Claude47,
        Self::Llama3,
        Self::Llama4,
        Self::MistralTekken,
        Self::MistralV3,
        Self::CommandR,
        Self::DeepSeek,
        Self::Qwen,
        Self::Gemma,
        Self::Nova,
        Self::Titan,
        Self::Unknown,
    ];

    /// Their names after the word for the reference: the words of a choice, whose places stand in
    /// short forms of scenarios, so new families come at the end.
    pub const WORDS: [&'static str; Self::ALL.len() + 1] = {
        let mut words = ["reference"; Self::ALL.len() + 1];
        let mut at = 0;
        while at < Self::ALL.len() {
            words[at + 1] = Self::ALL[at].name();
            at += 1;
        }
        words
    };

    /// The family at a place of [`Family::ALL`].
    pub fn at(place: usize) -> Option<Self> {
        Self::ALL.get(place).copied()
    }

    /// The place in [`Family::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name on rate cards.
    pub const fn name(self) -> &'static str {
        self.texts().0
    }

    /// The name for people.
    pub const fn label(self) -> &'static str {
        self.texts().1
    }

    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::O200k => ("o200k", "OpenAI o200k"),
            Self::Cl100k => ("cl100k", "OpenAI cl100k"),
            Self::Claude3 => ("claude-3", "Claude 3 to 4.6"),
            Self::Claude47 => ("claude-4.7", "Claude 4.7+"),
            Self::Llama3 => ("llama-3", "Llama 3"),
            Self::Llama4 => ("llama-4", "Llama 4"),
            Self::MistralTekken => ("mistral-tekken", "Mistral Tekken"),
            Self::MistralV3 => ("mistral-v3", "Mistral v1 to v3"),
            Self::CommandR => ("command-r", "Command R"),
            Self::DeepSeek => ("deepseek", "DeepSeek"),
            Self::Qwen => ("qwen", "Qwen"),
            Self::Gemma => ("gemma", "Gemma"),
            Self::Nova => ("nova", "Nova"),
            Self::Titan => ("titan", "Titan"),
            Self::Unknown => ("unknown", "unknown"),
        }
    }

    /// The family of that [`Family::name`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// Whether the family's factors were measured with its own tokenizer; if not, estimates are
    /// of low confidence and should say so.
    pub const fn is_calibrated(self) -> bool {
        !matches!(self, Self::Nova | Self::Titan | Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_found_by_place_and_name() {
        for (index, family) in Family::ALL.into_iter().enumerate() {
            assert_eq!(family.index(), index);
            assert_eq!(Family::parse(family.name()), Some(family));
        }
        assert_eq!(Family::parse("Claude"), None);
    }
}
