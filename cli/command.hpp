#pragma once

#include "cli/exit_code.hpp"
#include "cli/session.hpp"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace gassan {

/// One command of the program: what --help, docs/cli.md, the parser and main need to know of it.
struct Command {
    std::string name;                   ///< one word, or two: "library list"
    std::string arguments;              ///< as in the usage line: "FILE [-o features.tsv]"
    std::string summary;                ///< one line for the list of commands
    std::string text;                   ///< a few sentences for its own page
    std::vector<std::string> examples;  ///< command lines that work
    std::size_t least_files = 0, most_files = 0;
    bool answers_json = false;
    bool listed = true;
    std::function<void(CLI::App&)> declare;       ///< adds its own flags
    std::function<ExitCode(const Session&)> run;  ///< what it does once they are read
};

Command demo_command();
Command check_command();
Command convert_command();
Command init_command();
Command detect_command();
Command run_study_command();
Command detect_runs_command();
Command align_command();
Command annotate_command();
Command correct_command();
Command quantify_command();
Command report_command();
Command export_command();
Command quality_command();
Command compare_command();
Command simulate_command();
Command library_list_command();
Command library_check_command();
Command library_import_command();
Command library_predict_command();
Command docs_command();

/// All commands, in the order in which a newcomer meets them.
[[nodiscard]] std::vector<Command> commands();

}  // namespace gassan
