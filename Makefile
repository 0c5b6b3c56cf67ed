# The two commands that matter are `make demo` and `make test`; `make help` lists the rest.
# Everything builds in the release profile, so that the C++ side of libtorch's binding is compiled once.

CARGO ?= cargo
SAMPLE ?= samples/harbor-city.txt
DATA ?= ../shared/data

.PHONY: help libraries build demo test test-browser test-corpora bench lint fmt clean

help:
	@echo 'make demo    fetch libtorch and libclang, build, and show what is found in $(SAMPLE)'
	@echo 'make test    the same set-up, then all tests'
	@echo 'make test-browser    pages in a browser: needs Chromium (Debian: apt-get install chromium)'
	@echo 'make test-corpora    readers over whole corpora: DATA=DIR holds coref/ and syntax/'
	@echo 'make bench   what each stage costs, in words a second'
	@echo 'make lint    formatting, clippy and documentation with warnings as errors, features, syntax of the scripts'
	@echo 'make fmt     format the source'
	@echo 'make build   the programs alone: target/release/triplewire and triplewire-eval'
	@echo 'make clean   delete what was built; .libtorch and .libclang stay'
	@echo
	@echo 'make demo SAMPLE=FILE reads another file.'

libraries:
	@scripts/libtorch.sh
	@scripts/libclang.sh

build: libraries
	$(CARGO) build --release --locked

demo: build
	$(CARGO) run --release --locked --quiet --bin triplewire -- extract --to table $(SAMPLE)

test: libraries
	$(CARGO) test --release --locked

# What `make test` counts as ignored: each set by the module that it stands in.
test-browser: libraries
	$(CARGO) test --release --locked --test all -- --ignored screen::

test-corpora: libraries
	TRIPLEWIRE_DATA=$(DATA) $(CARGO) test --release --locked --test all -- --ignored --nocapture corpora::

bench: libraries
	$(CARGO) bench --locked

lint: libraries
	$(CARGO) fmt --check
	$(CARGO) clippy --release --all-targets --locked -- -D warnings
	for features in '' torch; do \
		$(CARGO) clippy --release --locked -p triplewire --no-default-features --features "$$features" -- -D warnings || exit 1; \
	done
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --release --no-deps --workspace --locked
	scripts/lint/dependencies.sh
	for script in scripts/*.sh scripts/*/*.sh; do bash -n $$script || exit 1; done
	python3 -c 'import ast, sys; [ast.parse(open(f).read(), f) for f in sys.argv[1:]]' scripts/*/*.py scripts/*/*/*.py

fmt:
	$(CARGO) fmt

clean:
	$(CARGO) clean
