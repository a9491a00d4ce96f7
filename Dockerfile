# perfgate in a container. Two targets:
#   runtime    (the last stage, so the one that `image: Dockerfile` in action.yml gets)
#              measures programs that an earlier step has built: action input `no-build: true`
#   toolchain  the same and a C compiler, to build this repository's workloads inside
# Sizes and an argument for each package: docs/reference/container.md
#
# Debian trixie because of glibc 2.41: programs built on ubuntu-24.04 (glibc 2.39) start here,
# on bookworm (2.36) they do not.

FROM debian:trixie-slim AS base
COPY scripts/packages /usr/share/perfgate/packages
# The account that measured programs run as. A uid that owns nothing: it can neither open the
# Docker socket nor write the runner's command files, and no other process has it, so that what
# a program left running can be ended by uid. The number is outside every range Debian hands out.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      $(awk '$1 == "runtime" { print $2 }' /usr/share/perfgate/packages) \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 63917 perfgate \
 && useradd --uid 63917 --gid 63917 --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin perfgate

FROM base AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      $(awk '$1 == "build" { print $2 }' /usr/share/perfgate/packages)
COPY . /src
WORKDIR /src
RUN meson setup /build --prefix=/usr --buildtype=release -Dtests=disabled \
 && ninja -C /build \
 && DESTDIR=/out meson install -C /build --no-rebuild \
 && install -D -m 755 scripts/action-entry /out/usr/libexec/perfgate/action-entry

FROM base AS toolchain
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      $(awk '$1 == "toolchain" { print $2 }' /usr/share/perfgate/packages) \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/ /
ENTRYPOINT ["/usr/bin/perfgate"]

FROM base AS runtime
COPY --from=build /out/ /
ENTRYPOINT ["/usr/bin/perfgate"]
