# The two commands that matter are `make demo` and `make test`; `make help` lists the rest.
# Everything builds in the release profile, so that the C++ of the graph's database is compiled once.

CARGO ?= cargo
SAMPLE ?= samples/harbor-city.txt
DATA ?= ../shared/data

# The whole program: what `scripts/rocksdb.sh` finds out is asked for once, when it is needed.
FEATURES = $(eval FEATURES := $$(shell scripts/rocksdb.sh))$(FEATURES)

.PHONY: help demo build build-torch dist libclang libtorch test test-torch test-browser test-corpora bench lint fmt clean

help:
	@echo 'make demo          build the program without database, and show what is found in $(SAMPLE): needs Rust alone'
	@echo 'make build         the whole program, with database and model import: target/release/triplewire and triplewire-eval'
	@echo 'make build-torch   the same with libtorch as a second backend of the encoder'
	@echo 'make dist          an archive for x86-64 Linux, in target/dist'
	@echo 'make test          all tests of the program and of the database'
	@echo 'make test-torch    the tests of the backend that runs on libtorch'
	@echo 'make test-browser  pages in a browser: needs Chromium (Debian: apt-get install chromium)'
	@echo 'make test-corpora  readers over whole corpora: DATA=DIR holds coref/ and syntax/'
	@echo 'make bench         what each stage costs, in words a second'
	@echo 'make lint          formatting, clippy and documentation with warnings as errors, features, licences, syntax of the scripts'
	@echo 'make fmt           format the source'
	@echo 'make clean         delete what was built; .libtorch and .libclang stay'
	@echo
	@echo 'make demo SAMPLE=FILE reads another file.'

demo:
	$(CARGO) build --release --locked -p triplewire --bin triplewire
	$(CARGO) run --release --locked --quiet -p triplewire --bin triplewire -- extract --to table $(SAMPLE)

libclang:
	@scripts/libclang.sh

libtorch:
	@scripts/libtorch.sh

build: libclang
	$(CARGO) build --release --locked --features $(FEATURES)

build-torch: libclang libtorch
	$(CARGO) build --release --locked --features $(FEATURES),torch

dist:
	scripts/dist.sh

test: libclang
	$(CARGO) test --release --locked -p triplewire --test plain
	$(CARGO) test --release --locked --features $(FEATURES)

test-torch: libclang libtorch
	$(CARGO) test --release --locked -p triplewire-encoder --features import,torch
	$(CARGO) test --release --locked -p triplewire --features $(FEATURES),torch --test all -- import:: torch

# What `make test` counts as ignored: each set by the module that it stands in.
test-browser: libclang
	$(CARGO) test --release --locked --features $(FEATURES) --test all -- --ignored screen::

test-corpora: libclang
	TRIPLEWIRE_DATA=$(DATA) $(CARGO) test --release --locked --features $(FEATURES) --test all -- --ignored --nocapture corpora::

bench: libclang
	$(CARGO) bench --locked

lint: libclang libtorch
	$(CARGO) fmt --check
	$(CARGO) clippy --release --all-targets --locked --features $(FEATURES),torch -- -D warnings
	for features in '' $(FEATURES); do \
		$(CARGO) clippy --release --locked -p triplewire --features "$$features" -- -D warnings || exit 1; \
	done
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --release --no-deps --workspace --locked --features $(FEATURES),torch
	scripts/lint/dependencies.sh
	scripts/lint/deny.sh
	for script in scripts/*.sh scripts/*/*.sh; do bash -n $$script || exit 1; done
	python3 -c 'import ast, sys; [ast.parse(open(f).read(), f) for f in sys.argv[1:]]' scripts/*/*.py scripts/*/*/*.py

fmt:
	$(CARGO) fmt

clean:
	$(CARGO) clean
