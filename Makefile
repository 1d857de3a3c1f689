# `make` alone lists the targets.

GO          ?= go
FUZZTIME    ?=
BENCHTIME   ?= 3s
GOLANGCI    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
REDOCLY     := @redocly/cli@2.77.0
SPECTRAL    := @stoplight/spectral-cli@6.16.3
BUNDLES     := $(filter-out openapi/control.yaml,$(wildcard openapi/*.yaml))
PAGES       := '^Test(Coverage|HouseMap|WorldPage|WorldPlots|FirmPage|SettingsPage)$$'
BINARY      := bin/mockserver
STATIC      := CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w'

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/mockserver, static
	$(STATIC) -o $(BINARY) ./cmd/mockserver

.PHONY: run
run: ## serve the standard world
	$(GO) run ./cmd/mockserver

.PHONY: test
test: ## run the tests
	$(GO) test ./...

# A 29 February just before midnight, a holiday, and a Sunday that is still Saturday in America. Packages that ask for no day are cached.
DAYS := 2028-02-29T23:59:30Z 2026-12-25T10:00:00Z 2026-11-08T02:00:00Z

.PHONY: days
days: ## run the tests as if on a 29 February, a holiday and a Sunday
	@for day in $(DAYS); do echo "UNDERSTUDY_TEST_DAY=$$day"; UNDERSTUDY_TEST_DAY=$$day $(GO) test -count=1 ./contract/code42 ./contract/pam360 ./mock ./mock/heads/... ./mock/worlds/... || exit 1; done

.PHONY: race
race: ## run the tests under the race detector
	$(GO) test -race ./...

# What is measured while something else runs is not worth much.
.NOTPARALLEL:

.PHONY: bench
bench: ## measure all, and write the ratios to mock/testdata/bench-baseline.json
	UNDERSTUDY_BENCH_BASELINE=write $(GO) test -run '^$$' -bench . -benchtime $(BENCHTIME) ./mock

.PHONY: bench-check
bench-check: ## fail if a ratio has fallen by a third; print size and start-up
	UNDERSTUDY_BENCH_BASELINE=check $(GO) test -run '^$$' -bench '^Benchmark(Ratio|Start)$$' -benchtime 9x ./mock

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME; without it, all of them in 24 s
	GO="$(GO)" FUZZTIME=$(FUZZTIME) .ci/fuzz

.PHONY: soak
soak: FUZZTIME = 10m
soak: BENCHTIME = 20s
soak: export SCHEMATHESIS_EXAMPLES ?= 100
soak: bench fuzz schemathesis ## hours of bench, fuzz and race, with the full numbers
	$(GO) test -run '^$$' -bench . -timeout 0 $$($(GO) list ./... | grep -v '/mock$$')
	UNDERSTUDY_KILLS=100 $(GO) test -run KilledRun -timeout 0 ./cmd/mockserver
	$(GO) test -race -count 3 -timeout 0 ./...

.PHONY: generate
generate: ## derive bundles, models, servers, clients and pages from openapi/ and the code
	$(GO) run ./openapi/gen
	@if $(GO) build ./...; then UNDERSTUDY_WRITE_PAGES=1 $(GO) test -count=1 -run $(PAGES) . ./contract ./mock; \
		else echo "make: the code is written; the pages follow with the next make generate, when it builds"; fi

.PHONY: generate-check
generate-check: ## fail if anything generated is not up to date
	$(GO) run ./openapi/gen -check
	$(GO) test -count=1 -run $(PAGES) . ./contract ./mock

.PHONY: clean-cache-check
clean-cache-check: ## the same, and the generator's tests, with an empty module cache
	.ci/clean-cache

.PHONY: vet
vet: ## go vet, and gofmt
	$(GO) vet ./...
	@files=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
		[ -z "$$files" ] || { echo "not formatted:"; echo "$$files"; exit 1; }

.PHONY: lint
lint: ## golangci-lint
	$(GO) run $(GOLANGCI) run ./...

.PHONY: spec-lint
spec-lint: ## Redocly's and Spectral's recommended rules (needs Node)
	npx --yes $(REDOCLY) lint --extends recommended $(BUNDLES)
	npx --yes --package $(SPECTRAL) -- spectral lint --fail-severity warn --ruleset .spectral.yaml $(BUNDLES)

.PHONY: interop
interop: ## drive the real clients, py42 and pypmp, against the server (needs Python 3)
	contract/interop/run.sh

.PHONY: schemathesis
schemathesis: ## let Schemathesis ask every API what its specification allows (needs Python 3)
	.ci/schemathesis/run

.PHONY: readme
readme: ## run every command of the README as it is printed (needs its ports, 4200, 8282 and 4299)
	.ci/readme

.PHONY: examples
examples: ## do what the workflows of the examples do, without a tenant (needs Python 3)
	.ci/examples

.PHONY: check
check: generate-check vet lint days race interop schemathesis readme examples bench-check fuzz ## everything that .ci/run demands beside the tests

.PHONY: docker
docker: ## build the image understudy
	docker build --tag understudy .

.PHONY: image-check
image-check: ## run the static binary as the image would, without an engine
	.ci/image-check

.PHONY: clean
clean: ## remove what was built
	rm -rf bin .venv
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
