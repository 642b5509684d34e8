#include "core/pipeline.hpp"

namespace gassan {

void check(const Params& params) {
    Params::stages(params, [](std::string_view name, const auto& stage, std::string_view) { validate(name, stage); });
}

RunResult process_run(const Run& run, const Params& params, int) {
    check(params);
    RunResult result;
    result.total_ion.time_s = run.scan_time_s;
    return result;
}

}  // namespace gassan
