# The few commands a person needs. `make` alone lists them.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SIMULATOR := $(or $(CARGO_TARGET_DIR),target)/sim/sim

.PHONY: help demo test chaos sim sim-proof fuzz mutants check lint fmt format-check clippy docs deny deploy-check broker-start broker-stop

help: ## List the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' Makefile | column -t -s '|'

demo: ## Run everything on this machine with a pretend Meta and a pretend shop (DEMO_EXIT=1: end after the scripted buyer)
	@deploy/scripts/demo.sh

test: ## Run all tests, the journeys against a private RabbitMQ (TESTS='filter' runs some)
	@deploy/scripts/test.sh $(TESTS)

chaos: ## Break everything around real processes for MINUTES=5 while buyers shop, then judge (CHAOS_SEED=n replays)
	@deploy/scripts/chaos.sh

sim: ## Play SEEDS=3000 seeds of the whole system in simulated time (SIM_SEED=n replays one as a story)
	@cargo build --profile sim -p sim --locked
	@if [ -n "$(SIM_SEED)" ]; then $(SIMULATOR) replay "$(SIM_SEED)"; else $(SIMULATOR) run "$(or $(SEEDS),3000)"; fi

sim-proof: ## Take out one protection at a time: the simulator must notice each within 500 seeds
	@cargo test --profile sim -p sim --locked --quiet
	@cargo build --profile sim -p sim --locked
	@$(SIMULATOR) prove 500

fuzz: ## Search for inputs that break a reader, SECONDS_EACH=60 per target (TARGETS='inbound effect' searches some)
	@SECONDS_EACH="$(SECONDS_EACH)" TARGETS="$(TARGETS)" deploy/scripts/fuzz.sh

mutants: ## Break the deciding code in small ways and see whether a test notices: hours (MUTANTS='-f notifier/src/verdict.rs' breaks some)
	@deploy/scripts/mutants.sh $(MUTANTS)

check: lint test sim sim-proof ## Run what CI runs: lint, tests, simulator and its proof

lint: format-check clippy docs deny deploy-check ## Check format, clippy, docs, dependencies and deployment files; warnings are errors

fmt: ## Format the code
	@cargo fmt --all

format-check:
	@cargo fmt --all --check

clippy:
	@cargo clippy --workspace --all-targets --locked -- -D warnings

docs:
	@RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked

deny:
	@deploy/scripts/deny.sh

deploy-check:
	@deploy/scripts/check_deploy.sh

broker-start: ## Start a private RabbitMQ in .run/broker and print its address
	@deploy/scripts/rabbitmq.sh start .run/broker

broker-stop: ## Stop that RabbitMQ
	@deploy/scripts/rabbitmq.sh stop .run/broker
