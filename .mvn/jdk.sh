# shellcheck shell=sh
# Sets JAVA_HOME to a JDK 25 or newer, for the scripts that source this file.

# Prints the feature version of the JDK at $1, or nothing when there is no JDK.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] &&
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  on_path=$(command -v javac 2>/dev/null || true)
  [ -z "$on_path" ] ||
    on_path=$(dirname "$(dirname "$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")")")
  for jdk in "${JAVA_HOME:-}" "$on_path" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/local/openjdk* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    version=$(jdk_version "$jdk" || true)
    if [ "${version:-0}" -ge 25 ]; then
      JAVA_HOME=$jdk
      export JAVA_HOME
      return
    fi
  done
  echo "$(basename "$0"): no JDK 25 or newer found; install one, or set JAVA_HOME to it" >&2
  exit 1
}

require_maven() {
  command -v mvn >/dev/null 2>&1 || {
    echo "$(basename "$0"): Maven (3.8.7 or newer) is needed to build; install it first" >&2
    exit 1
  }
}

# Prints the commit of the source in the folder $1, with "-dirty" where it was changed since.
commit_of() {
  git -C "$1" describe --always --exclude '*' --dirty --abbrev=12 2>/dev/null || echo unknown
}

find_jdk
