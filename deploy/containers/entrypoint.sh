#!/bin/sh
# Makes DATABASE_URL of a password file, so that the password stands neither in the compose file nor in the container's definition.
set -eu
if [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then
    [ -r "$DATABASE_PASSWORD_FILE" ] || { echo "The database's password file $DATABASE_PASSWORD_FILE cannot be read by account $(id -u)." >&2; exit 2; }
    IFS= read -r password <"$DATABASE_PASSWORD_FILE" || [ -n "$password" ] || { echo "$DATABASE_PASSWORD_FILE is empty." >&2; exit 2; }
    case $password in
        *[!A-Za-z0-9._~-]*) echo "$DATABASE_PASSWORD_FILE holds letters that a URL needs written otherwise: use letters, digits and . _ ~ - only." >&2; exit 2 ;;
    esac
    export DATABASE_URL="postgresql://${DATABASE_USER:-nexus_manager}:$password@${DATABASE_HOST:?}:${DATABASE_PORT:-5432}/${DATABASE_NAME:-nexus_quantum}"
    unset password
fi
exec /opt/nexusquantum/web/NexusQuantum.Web "$@"
