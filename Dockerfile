# The builder's image may be newer than go.mod asks for, never older.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /mockserver ./cmd/mockserver

# One static file and nothing else: no shell, no users, no certificates.
# `make image-check` shows without a container engine that this is enough.
FROM scratch
COPY --from=build /mockserver /mockserver
USER 65532:65532

# Inside a container loopback reaches nobody, so the APIs listen on every
# address. The control plane stays on the container's own loopback, and so it is
# not exposed: publishing its port would lead nowhere. Reach it from a container
# that shares this one's network (--network container:NAME), or run this one with
# --network host.
ENV UNDERSTUDY_HOST=0.0.0.0
EXPOSE 4200 8282
ENTRYPOINT ["/mockserver"]
