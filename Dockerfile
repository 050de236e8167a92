# The program alone, linked with nothing, for a user without rights.
#
#   docker build -t fanzha .
#   docker run --rm -v "$PWD:/site" --user "$(id -u):$(id -g)" fanzha build
#   docker run --rm -v "$PWD:/site" --user "$(id -u):$(id -g)" -p 127.0.0.1:1111:1111 fanzha serve -i 0.0.0.0

FROM rust:1.92-alpine AS build
RUN apk add --no-cache build-base ca-certificates
WORKDIR /fanzha
COPY . .
RUN cargo build --release --locked && cp target/release/fanzha /usr/local/bin/fanzha

FROM scratch
# Stores are spoken to over https.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /usr/local/bin/fanzha /fanzha
USER 65532:65532
WORKDIR /site
ENTRYPOINT ["/fanzha"]
CMD ["--help"]
