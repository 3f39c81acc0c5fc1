# SPDX-License-Identifier: Apache-2.0
# Copyright The Jabiru Authors
# Sourced by ./jabiru and ./verify: sets JDK to the home of a JDK 25 or newer, or says what to install and exits.

# Reads the "release" file that every JDK has: no JVM is started to ask.
jdk_is_new_enough() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  local line
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=}
        line=${line//\"/}
        line=${line%%[!0-9]*}
        [ "${line:-0}" -ge 25 ]
        return
        ;;
    esac
  done < "$1/release"
  return 1
}

find_jdk() {
  local home java
  if [ -n "${JABIRU_JDK:-}" ]; then
    jdk_is_new_enough "$JABIRU_JDK" || {
      echo "jabiru: JABIRU_JDK is $JABIRU_JDK, which is no JDK 25 or newer" >&2
      exit 69
    }
    JDK=$JABIRU_JDK
    return
  fi
  if [ -n "${JAVA_HOME:-}" ] && jdk_is_new_enough "$JAVA_HOME"; then
    JDK=$JAVA_HOME
    return
  fi
  for home in /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_is_new_enough "$home"; then
      JDK=$home
      return
    fi
  done
  java=$(command -v java) && java=$(readlink -f "$java") && home=${java%/bin/java} && jdk_is_new_enough "$home" && {
    JDK=$home
    return
  }
  cat >&2 <<'END'
jabiru: no JDK 25 or newer found (JABIRU_JDK, JAVA_HOME, /usr/lib/jvm and other usual folders, java on the PATH).
Install one, for example Eclipse Temurin 25 (https://adoptium.net; Debian package temurin-25-jdk from its repository;
"sdk install java 25-tem" with SDKMAN; "brew install --cask temurin@25" on macOS), or set JABIRU_JDK to one.
END
  exit 69
}
find_jdk
