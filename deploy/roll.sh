#!/bin/sh
# Replaces the containers of services one after the other, without a gap:   deploy/roll.sh [service...]
# COMPOSE_FLAGS are given to each `docker compose`, such as COMPOSE_FLAGS="-p staging --env-file staging.env".
# Each new container is up and healthy before an old one is told to stop; the old one finishes its work first.
# The board has a port of its own and is simply started again; nginx reads its configuration anew.
set -eu
cd "$(dirname "$0")/.."

HEALTHY_WITHIN_S=120

compose() { if docker compose version >/dev/null 2>&1; then docker compose $flags "$@"; else docker-compose $flags "$@"; fi; }
flags=${COMPOSE_FLAGS:-}

containers() { compose ps -q "$1"; }
health() { docker inspect -f '{{.State.Health.Status}}' "$1"; }

# STOP_GRACE_PERIOD as Compose understands it: 1m30s is 90. `docker stop` would wait 10 s where an old Compose has made the container.
stop_seconds() {
  period=$(compose config | sed -n '/stop_grace_period:/{s/.*: *//;s/h/*3600+/;s/m/*60+/;s/s$//;s/+$//;p;q;}')
  echo $((${period:-30}))
}

wait_until_healthy() {
  for each in $(containers "$1"); do
    seconds=0
    until [ "$(health "$each")" = healthy ]; do
      seconds=$((seconds + 1))
      [ "$seconds" -lt "$HEALTHY_WITHIN_S" ] || { echo "$1: a container does not become healthy; stopped here" >&2; exit 1; }
      sleep 1
    done
  done
}

replace_each() {
  old=$(containers "$1")
  count=$(echo "$old" | wc -l)
  for old_one in $old; do
    compose up -d --no-deps --no-recreate --scale "$1=$((count + 1))" "$1"
    wait_until_healthy "$1"
    docker stop -t "$stop_seconds" "$old_one" >/dev/null
    docker rm "$old_one" >/dev/null
    echo "$1: replaced $old_one"
  done
}

stop_seconds=$(stop_seconds)
for service in ${*:-engine worker board nginx}; do
  case $service in
    engine | worker) replace_each "$service" ;;
    board) compose up -d --no-deps --force-recreate board && wait_until_healthy board ;;
    nginx) compose kill -s HUP nginx ;;
    *) echo "$service is not rolled by this script; docs/operations.md says how to restart it" >&2; exit 2 ;;
  esac
done
