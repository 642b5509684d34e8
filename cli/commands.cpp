#include "cli/command.hpp"

namespace gassan {

std::vector<Command> commands() {
    return {
        demo_command(),         check_command(),         convert_command(),        init_command(),
        detect_command(),       run_study_command(),     detect_runs_command(),    align_command(),
        annotate_command(),     correct_command(),       quantify_command(),       report_command(),
        export_command(),       quality_command(),       compare_command(),        simulate_command(),
        library_list_command(), library_check_command(), library_import_command(), library_predict_command(),
        docs_command(),
    };
}

}  // namespace gassan
