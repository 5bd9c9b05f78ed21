#!/bin/sh
# Builds an image that may be released:   deploy/release.sh registry.example/assent:1.2.3
# Stops at a check that fails, at a known vulnerability, and where nobody can say whether there are any.
set -eu
image=${1:?name the image: deploy/release.sh name:tag}
cd "$(dirname "$0")/.."

npm run check
npm run audit
npm run sbom
docker build -t "$image" .
echo "$image is built; assent.cdx.json lists what it is made of."
