//! Verdicts hold over time: the short form of `make years`.

#[path = "../../benches/years/driver.rs"]
mod driver;
#[path = "../../benches/years/network.rs"]
mod network;

use simulator::years::Years;

#[tokio::test]
async fn in_two_months_no_living_account_and_no_living_server_is_lost() {
    let outcome = driver::live(Years { seed: 1, days: 60, servers: 150, accounts: 1_200 }).await;
    assert_eq!(outcome.losses, [""; 0]);
    assert_eq!((outcome.ours.accounts_lost, outcome.ours.servers_lost), (0, 0));
    assert!(outcome.ours.deleted > 0, "some accounts were deleted on servers that were well");
    assert_eq!(outcome.stayed.len() as u64, outcome.ours.deleted_kept);
    assert!(outcome.tootctl.accounts_lost > 0, "the history is as cruel as it is meant to be");
}
