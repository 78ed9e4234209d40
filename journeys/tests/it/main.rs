//! Journeys: real processes, a real broker, the sandbox at both ends. Each file tells one story; `harness` sets the
//! stage and checks at the end that nothing was left behind. Run them with `make test`, which brings the broker.

mod balancer;
mod harness;
mod load;
mod metrics;

use journeys::process;

mod auctions;
mod backup_restore;
mod batch_of_a_thousand;
mod broker_alarm;
mod broker_down;
mod broker_restart;
mod browse_to_order;
mod burst;
mod canary;
mod confirm_twice;
mod coupon;
mod cut_off;
mod deploy_files;
mod desk;
mod disputes;
mod example_payloads;
mod fault_matrix;
mod files;
mod graph_timeout;
mod hostile_connections;
mod hot_buyer;
mod lost_checkout_answer;
mod odd_statuses;
mod order_news;
mod orders_after;
mod outbound_allowed;
mod people;
mod pictures;
mod poison;
mod privacy;
mod quotes;
mod repeated_webhook;
mod scaling_ingress;
mod scaling_notifiers;
mod scaling_workers;
mod search_with_a_typo;
mod sends_command;
mod several_numbers;
mod shards_fixed;
mod slow_shop;
mod store_words;
mod token;
mod two_workers;
mod variable_product;
mod whatsapp_page;
mod window_closes;
mod worker_killed;
