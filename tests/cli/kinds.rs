//! Models that are billed by input alone or by the query, and those that few may use.

use super::{refused, said};

#[test]
fn embeddings_bill_their_input_alone() {
    let priced = said(&["price", "amazon.titan-embed-text-v2:0", "--input", "1M", "--output", "0"]);
    assert!(priced.contains("$0.02"), "{priced}");
    let fault = refused(&["price", "titan-embed-text-v2", "--input", "1M", "--output", "1"]);
    assert!(fault.contains("has no price for output"), "{fault}");
    // 50,000 x 600 x $0.02 and $0.12 per 1M, whatever answers the workload has.
    let ranked = said(&["rank", "--where", "kind:embedding", "--columns", "cost"]);
    for (name, cost) in [("Titan Text Embeddings V2", "$0.60"), ("Cohere Embed v4", "$3.60")] {
        let row = ranked.lines().find(|line| line.contains(name)).unwrap();
        assert!(row.contains(cost), "{row}");
    }
}

#[test]
fn what_is_billed_by_the_query_has_no_bill_of_tokens_and_says_why() {
    let words = "billed by the query, $0.002 each";
    let ranked = said(&["rank", "--where", "kind:rerank"]);
    assert!(ranked.contains(words), "{ranked}");
    let fault = refused(&["price", "cohere-rerank-v3-5", "--input", "1M", "--output", "0"]);
    assert!(fault.contains(&format!("Cohere Rerank 3.5 is {words}")), "{fault}");
    let shown = said(&["rates", "show", "cohere-rerank-v3-5"]);
    assert!(shown.contains("$0.002 a query"), "{shown}");
}

#[test]
fn what_few_may_use_is_ranked_only_where_it_is_asked_for() {
    let all = said(&["rank"]);
    assert!(!all.contains("Mythos") && !all.contains("Embed"), "{all}");
    assert!(all.contains("of limited access or not for text: "), "{all}");
    let asked = said(&["rank", "--where", "status:limited"]);
    assert!(
        asked.contains("Claude Mythos 5.1") && asked.contains("is of limited access"),
        "{asked}"
    );
}
