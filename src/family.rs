//! The tokenizer families that rate cards name.

/// A group of models that share a tokenizer, or nearly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// OpenAI's GPT-4o and gpt-oss: counted exactly.
    O200k,
    /// OpenAI's GPT-5.4 and later: no published tokenizer names them, so they are taken to be near o200k.
    Gpt5,
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
    /// Kimi K2 and later: known from recorded requests in English.
    Kimi,
    /// Amazon Nova Micro, Lite, Pro and Premier: no public tokenizer, known from recorded requests.
    Nova,
    /// Amazon Nova 2: the same.
    Nova2,
    /// Amazon Titan: no public tokenizer.
    Titan,
    /// GLM of Z.ai: known from recorded requests in English.
    Glm,
    /// MiniMax M2 and later.
    MiniMax,
    /// Grok of xAI.
    Grok,
    /// NVIDIA Nemotron.
    Nemotron,
    /// Palmyra of Writer.
    Palmyra,
    /// Jamba of AI21.
    Jamba,
    /// A tokenizer that only the user knows, for models on a card of the user's.
    Own,
    /// A tokenizer that is not known here.
    Unknown,
}

impl Family {
    /// Every family, in the order of [`Family::index`].
    pub const ALL: [Self; 25] = [
        Self::O200k,
        Self::Gpt5,
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
        Self::Kimi,
        Self::Nova,
        Self::Nova2,
        Self::Titan,
        Self::Glm,
        Self::MiniMax,
        Self::Grok,
        Self::Nemotron,
        Self::Palmyra,
        Self::Jamba,
        Self::Own,
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
            Self::Gpt5 => ("gpt-5", "GPT-5+"),
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
            Self::Kimi => ("kimi", "Kimi"),
            Self::Nova => ("nova", "Nova"),
            Self::Nova2 => ("nova-2", "Nova 2"),
            Self::Titan => ("titan", "Titan"),
            Self::Glm => ("glm", "GLM"),
            Self::MiniMax => ("minimax", "MiniMax"),
            Self::Grok => ("grok", "Grok"),
            Self::Nemotron => ("nemotron", "Nemotron"),
            Self::Palmyra => ("palmyra", "Palmyra"),
            Self::Jamba => ("jamba", "Jamba"),
            Self::Own => ("own", "a tokenizer of your own"),
            Self::Unknown => ("unknown", "unknown"),
        }
    }

    /// The family of that [`Family::name`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// The family that a rate card names; unknown where it names none of these.
    pub fn named(name: &str) -> Self {
        Self::parse(name).unwrap_or(Self::Unknown)
    }

    /// Whether each digit is a token: then they count apart from the family's factors.
    pub const fn splits_digits(self) -> bool {
        matches!(
            self,
            Self::MistralTekken | Self::MistralV3 | Self::CommandR | Self::Qwen | Self::Gemma
        )
    }

    /// Whether there are figures of its own for the family. Where there are none, its models share a
    /// tokenizer all the same, so that a file or a true count of the user's is for all of them.
    pub const fn has_factors(self) -> bool {
        !matches!(
            self,
            Self::MiniMax
                | Self::Grok
                | Self::Nemotron
                | Self::Palmyra
                | Self::Jamba
                | Self::Own
                | Self::Unknown
        )
    }

    /// Whether the family's factors were measured with its own tokenizer; if not, they are from
    /// recorded requests or guessed.
    pub const fn is_calibrated(self) -> bool {
        let recorded = matches!(
            self,
            Self::Gpt5 | Self::Kimi | Self::Glm | Self::Nova | Self::Nova2 | Self::Titan
        );
        self.has_factors() && !recorded
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
