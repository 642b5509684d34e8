#include "cli/verdict.hpp"

#include "io/base/faults.hpp"

#include <cmath>

namespace gassan {
namespace {

using Json = nlohmann::ordered_json;

std::string polarity_text(Language language, const RunSummary& run) {
    if (run.positive > 0 && run.negative > 0)
        return say(language, Say::both, grouped(run.positive), grouped(run.negative));
    return say(language, run.positive > 0 ? Say::positive : run.negative > 0 ? Say::negative : Say::no_polarity);
}

std::string kind_text(Language language, const RunSummary& run) {
    return say(language, run.centroid > 0 ? Say::centroid : run.profile > 0 ? Say::profile : Say::no_kind);
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

/// "70.0652 to 999.913", or nothing for a run without a point.
std::string range(double low, double high, const char* unit) {
    return std::isfinite(low) ? fmt::format("{:.4f} - {:.4f}{}", low, high, unit) : "";
}

/// Control characters of a foreign text would move the cursor or break the line.
std::string shown(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return text;
}

std::string run_lines(Language language, const RunSummary& run) {
    std::string text;
    const auto line = [&](Say head, const std::string& value) {
        if (!value.empty()) text += "  " + padded(say(language, head), 14) + shown(value) + "\n";
    };
    line(Say::head_format, run.format);
    line(Say::head_instrument, run.instrument);
    line(Say::head_started, run.start_time);
    line(Say::head_software, joined(run.software));
    line(Say::head_source, run.source_name);
    line(Say::head_sample, run.sample_name);
    line(Say::head_spectra,
         say(language, Say::spectra, grouped(run.spectra), grouped(run.ms1), grouped(run.ms1_empty), grouped(run.ms2)));
    line(Say::head_kind, kind_text(language, run));
    line(Say::head_polarity, polarity_text(language, run));
    line(Say::head_time, range(run.first_time_s, run.last_time_s, " s"));
    line(Say::head_mz, range(run.min_mz, run.max_mz, ""));
    line(Say::head_points, grouped(run.points));
    return text;
}

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json run_json(const RunSummary& run) {
    return {{"format", run.format},
            {"instrument", run.instrument},
            {"started", run.start_time},
            {"software", run.software},
            {"source_file", run.source_name},
            {"sample_name", run.sample_name},
            {"bytes", run.file_bytes},
            {"spectra", run.spectra},
            {"ms1", run.ms1},
            {"ms1_empty", run.ms1_empty},
            {"ms2", run.ms2},
            {"centroid", run.centroid},
            {"profile", run.profile},
            {"positive", run.positive},
            {"negative", run.negative},
            {"points", run.points},
            {"first_time_s", number(run.first_time_s)},
            {"last_time_s", number(run.last_time_s)},
            {"min_mz", number(run.min_mz)},
            {"max_mz", number(run.max_mz)}};
}

}  // namespace

std::string verdict_text(Language language, const Verdict& verdict) {
    const auto line = [&](Say head, const std::string& value) {
        return "  " + padded(say(language, head), 14) + shown(value) + "\n";
    };
    std::string text = quoted_path(verdict.file) + ": " +
                       say(language, verdict.ready() ? Say::verdict_ready : Say::verdict_bad) + "\n";
    for (const std::string& fault : verdict.faults) text += line(Say::head_reason, fault);
    if (verdict.ready() && verdict.run) text += run_lines(language, *verdict.run);
    if (verdict.ready())
        for (const Fact& fact : verdict.facts) text += fact.text.empty() ? "" : line(fact.head, fact.text);
    for (const Note& note : verdict.notes)
        text += line(Say::head_warning, (note.where.empty() ? "" : note.where + ": ") + note.text);
    if (verdict.ready() && !verdict.next.empty()) text += line(Say::head_next, verdict.next);
    return text;
}

Json verdict_json(const Verdict& verdict) {
    Json entry{{"file", quoted_path(verdict.file)}, {"verdict", verdict.ready() ? "ready" : "cannot be used"}};
    if (!verdict.ready()) {
        entry["reason"] = verdict.faults.front();
        entry["faults"] = verdict.faults;
    }
    if (verdict.run) entry["run"] = run_json(*verdict.run);
    if (verdict.ready())
        for (const Fact& fact : verdict.facts) entry[fact.key] = fact.value;
    entry["warnings"] = Json::array();
    for (const Note& note : verdict.notes)
        entry["warnings"].push_back({{"code", note.code}, {"where", note.where}, {"text", note.text}});
    return entry;
}

}  // namespace gassan
