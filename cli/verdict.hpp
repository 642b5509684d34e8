#pragma once

/// \file
/// What `gassan check` says of one file, in words and as JSON.

#include "cli/messages.hpp"
#include "core/base/note.hpp"
#include "io/read_run.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gassan {

/// One line of what a table or a study file holds.
struct Fact {
    Say head;
    std::string key;  ///< in the JSON
    std::string text;
    nlohmann::ordered_json value;
};

/// What one file was found to be.
struct Verdict {
    std::filesystem::path file;
    std::vector<std::string> faults;  ///< why it cannot be used, what to do; none for a file that is ready
    bool machine = false;             ///< the machine failed, not the file
    bool told_by_user = false;        ///< a table or a study file: a fault in it is wrong usage, not a bad run
    std::optional<RunSummary> run;    ///< of a raw run that is ready
    std::vector<Fact> facts;          ///< of a table or a study file
    std::string next;                 ///< the command that takes it further
    Notes notes;

    [[nodiscard]] bool ready() const { return faults.empty(); }
};

/// Several lines, the first with the file and the verdict.
[[nodiscard]] std::string verdict_text(Language language, const Verdict& verdict);

[[nodiscard]] nlohmann::ordered_json verdict_json(const Verdict& verdict);

}  // namespace gassan
