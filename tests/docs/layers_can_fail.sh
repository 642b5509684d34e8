#!/usr/bin/env bash
# Plants one violation at a time into an empty house: the layer check must see each, and pass what is allowed.
# usage: layers_can_fail.sh SOURCE_TREE
set -euo pipefail
check=$1/.ci/layers.sh
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT

bad=0
plant() { # plant seen|passed FILE LINES: a header gets its #pragma once
    case $2 in *.hpp) plant_as_is "$1" "$2" $'#pragma once\n'"$3" ;; *) plant_as_is "$@" ;; esac
}
plant_as_is() { # plant_as_is seen|passed FILE LINES [HEADER]: beside the file an empty header, where one is named
    rm -rf "${house:?}"/*
    mkdir -p "$house/$(dirname "$2")"
    printf '%s\n' "$3" >"$house/$2"
    [ $# -lt 4 ] || printf '#pragma once\n' >"$house/$4"
    local verdict=seen
    "$check" "$house" >/dev/null 2>&1 && verdict=passed
    [ $verdict = "$1" ] && return
    echo "$2: $3: was $verdict, should be $1"
    bad=1
}
plant seen   core/peak/a.cpp         '#include "io/read_run.hpp"'
plant seen   core/peak/a.hpp         '#include <fstream>'
plant seen   core/peak/a.cpp         '#include <thread>'
plant seen   core/peak/a.cpp         '#  include <execution>'
plant seen   core/peak/a.cpp         '#include <chrono>'
plant seen   core/peak/a.cpp         '    std::cerr << mz;'
plant seen   core/peak/a.cpp         '    printf("%f", mz);'
plant seen   core/peak/a.cpp         '    std::exit(1);'
plant seen   core/peak/a.cpp         '    std::random_device seed;'
plant seen   core/peak/a.cpp         '    double mz = std::stod(text);'
plant seen   core/peak/a.hpp         '    virtual void detect();'
plant seen   io/study/a.cpp          '#include "core/simulate/simulate.hpp"'
plant seen   io/mzml/a.cpp           '#include "cli/progress.hpp"'
plant seen   io/mzml/a.cpp           '#include "core/peak/detect.hpp"'
plant seen   io/mzml/a.cpp           '    double mz = strtod(text, nullptr);'
plant passed core/pipeline.cpp       '#include <thread>'
plant passed core/base/parallel.hpp  '#include <thread>'
plant passed core/base/error.hpp     'class Error : public std::runtime_error {'
plant passed core/peak/a.cpp         '#include "core/model/run.hpp"'
plant passed io/mzml/a.cpp           '#include "core/model/run.hpp"'
plant passed io/mzml/a.cpp           '#include <fstream>'
plant passed cli/main.cpp            '#include "io/read_run.hpp"'
plant passed cli/main.cpp            '    std::cerr << message;'
plant seen   core/peak/a.hpp         $'namespace gassan {\nstruct Peak {\n};\nstruct Peak {'
plant passed core/peak/a.hpp         $'namespace gassan {\nstruct Peak {\n};\nstruct Peaks {'
# A header is seen to compile alone where its source begins with it.
plant_as_is passed core/peak/a.cpp   $'// Why.\n\n#include "core/peak/a.hpp"\n#include <vector>' core/peak/a.hpp
plant_as_is seen   core/peak/a.cpp   $'#include <vector>\n#include "core/peak/a.hpp"'           core/peak/a.hpp
plant_as_is seen   io/mzml/a.cpp     $'using Mz = double;\n#include "io/mzml/a.hpp"'           io/mzml/a.hpp
plant_as_is seen   cli/a.cpp         $'#define NDEBUG\n#include "cli/a.hpp"'                    cli/a.hpp
plant_as_is seen   cli/a.cpp         '#include "cli/b.hpp"'                                    cli/a.hpp
plant_as_is passed cli/a.cpp         '#include "cli/b.hpp"'                                    cli/b.hpp
plant_as_is seen   core/peak/a.hpp   'struct Peak;'
plant_as_is seen   core/peak/a.hpp   $'// Why.\n#pragma once'
exit $bad
