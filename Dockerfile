# The whole program with its model en-small:
#
#   docker build -t triplewire .
#   docker run --rm -i triplewire extract - --to table < article.txt
#   docker run --rm -v "$PWD:/data" --user "$(id -u):$(id -g)" triplewire graph add news.jsonl
#
# The graph's database is compiled here, which takes some ten minutes. The program needs the glibc of Debian 12, for which it is
# built; scripts/dist.sh makes one that older systems run too.

FROM rust:1.95-slim-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ python3-pip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN scripts/libclang.sh \
    && cargo build --release --locked -p triplewire --bin triplewire --features store,import \
    && strip target/release/triplewire

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /data --create-home triplewire
COPY --from=build /build/target/release/triplewire /usr/bin/triplewire
COPY models/en-small /usr/share/triplewire/models/en-small
COPY LICENSE-APACHE LICENSE-MIT /usr/share/doc/triplewire/
USER 10001
WORKDIR /data
ENTRYPOINT ["triplewire"]
CMD ["--help"]
