# The whole program with its model en-small:
#   docker build -t triplewire .
#   docker run --rm -i triplewire extract - < article.txt
FROM rust:1-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ make pkg-config python3-pip python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
ENV PIP_BREAK_SYSTEM_PACKAGES=1
RUN make build && strip target/release/triplewire

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home triplewire
COPY --from=build /src/target/release/triplewire /usr/bin/triplewire
COPY --from=build /src/models/en-small /usr/share/triplewire/models/en-small
COPY --from=build /src/LICENSE-APACHE /src/LICENSE-MIT /usr/share/doc/triplewire/
USER triplewire
WORKDIR /home/triplewire
ENTRYPOINT ["triplewire"]
CMD ["--help"]
