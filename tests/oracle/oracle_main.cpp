/// \file
/// Statistics against what R computed of the same tables (run_oracle.hpp): `ctest -L oracle`. Without an argument the
/// folder is $GASSAN_ORACLE_DIR (default $GASSAN_SHARED/oracle, ../shared/oracle beside the source tree).

#include "tests/oracle/run_oracle.hpp"

#include <cstdlib>
#include <iostream>

using namespace gassan;
namespace fs = std::filesystem;

namespace {

/// A topic is here from the day on which its function is.
const std::map<std::string, OracleTopic>& topics() {
    static const std::map<std::string, OracleTopic> all{
        {"01", oracle_qc_metrics}, {"02", oracle_loess},   {"03", oracle_spline}, {"04", oracle_batch},
        {"05", oracle_normalise},  {"06", oracle_missing}, {"07", oracle_pca},    {"25", oracle_method_comparison},
    };
    return all;
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

fs::path oracle_folder() {
    if (const std::string here = variable("GASSAN_ORACLE_DIR"); !here.empty()) return here;
    const std::string shared = variable("GASSAN_SHARED");
    return fs::path(shared.empty() ? GASSAN_SOURCE_DIR "/../shared" : shared) / "oracle";
}

}  // namespace

int main(int count, char** words) {
    if (count > 1) return run_oracle(words[1], topics(), "oracle/own", std::cout);
    return run_oracle(oracle_folder(), topics(), "oracle", std::cout);
}
