#include "cli/value_inputs.hpp"

#include "cli/talk.hpp"
#include "core/base/fields.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace gassan {
namespace {

/// What was recognised: worth a line, no warning.
constexpr std::array<std::string_view, 3> mere_facts{"orientation", "read-beside", "sheet-left-alone"};

std::string list_of(std::span<const std::string_view> words) {
    std::string list;
    for (const std::string_view word : words) list.append(list.empty() ? "" : ", ").append(word);
    return list;
}

/// Index of a word among those that there are; nothing where none was typed. \throws UsageError
std::optional<std::size_t> told_word(const std::string& flag, const std::string& word,
                                     std::span<const std::string_view> words) {
    if (word.empty()) return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) return std::size_t(found - words.begin());
    throw UsageError(flag + " " + word + ": must be one of " + list_of(words) +
                     did_you_mean(word, {words.begin(), words.end()}));
}

}  // namespace

void declare_value_inputs(CLI::App& app, ValueFlags& flags) {
    app.add_option("--values", flags.values,
                   "of OUT: concentrations, areas or areas_corrected (default: the first of concentrations, "
                   "areas_corrected, areas that there is)")
        ->type_name("WHICH");
    app.add_flag("--by-specimen", flags.by_specimen, "of OUT: one column a specimen instead of one a run");
    app.add_option("--samples", flags.samples, "the sample sheet: sample_id, type, and what else is known")
        ->type_name("FILE");
    app.add_option("--variables", flags.variables, "the sheet of variables: variable, name, unit, ...")
        ->type_name("FILE");
    app.add_option("--zero", flags.zero, "what a 0 says in a table without states: below_limit (default) or value")
        ->type_name("WHAT");
}

ReadValuesRequest value_request(const ValueFlags& flags) {
    ReadValuesRequest request;
    if (const auto word = told_word("--values", flags.values, result_values_words()))
        request.values = ResultValues(*word + 1);
    if (const auto word = told_word("--zero", flags.zero, zero_means_words())) request.zero = ZeroMeans(*word);
    request.by_specimen = flags.by_specimen;
    request.samples = flags.samples;
    request.variables = flags.variables;
    return request;
}

ToldValues read_told_values(const Session& session, const ValueFlags& flags) {
    FaultBook faults;
    NoteBook notes;
    const std::vector<std::filesystem::path> inputs(session.files.begin(), session.files.end());
    ToldValues told{read_values(inputs, value_request(flags), faults, notes), 0};
    faults.throw_if_any();
    for (const Note& note : notes.notes()) {
        const std::string line = note.where.empty() ? note.text : note.where + ": " + note.text;
        if (std::find(mere_facts.begin(), mere_facts.end(), note.code) != mere_facts.end()) {
            put_summary(session, line);
        } else {
            put_warning(session.language, line);
            ++told.warnings;
        }
    }
    return told;
}

}  // namespace gassan
