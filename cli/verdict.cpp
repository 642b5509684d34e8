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
    if (run.centroid > 0 && run.profile > 0)
        return say(language, Say::both_kinds, grouped(run.centroid), grouped(run.profile));
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

std::string rate_text(Language language, const RunSummary& run) {
    if (!(run.median_step_s > 0.0)) return "";
    return say(language, Say::rate, fmt::format("{:.2f}", 1.0 / run.median_step_s),
               fmt::format("{:.3f}", run.median_step_s));
}

std::string floor_text(Language language, const RunSummary& run) {
    if (!std::isfinite(run.lowest_counts)) return "";
    return say(language, Say::counts_floor, fmt::format("{:.6g}", run.lowest_counts),
               fmt::format("{:.6g}", run.usual_lowest_counts));
}

std::string traces_text(Language language, const RunSummary& run) {
    std::string text;
    for (const Trace& trace : run.traces)
        text += (text.empty() ? "" : ", ") + say(language, Say::trace, quoted_text(trace.name),
                                                 trace.unit.empty() ? "-" : quoted_text(trace.unit),
                                                 grouped(trace.value.size()));
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
    line(Say::head_time_unit, run.time_unit);
    line(Say::head_rate, rate_text(language, run));
    line(Say::head_mz, range(run.min_mz, run.max_mz, ""));
    line(Say::head_points, grouped(run.points));
    line(Say::head_floor, floor_text(language, run));
    line(Say::head_processing, joined(run.processing));
    line(Say::head_traces, traces_text(language, run));
    return text;
}

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json traces_json(const RunSummary& run) {
    Json list = Json::array();
    for (const Trace& trace : run.traces)
        list.push_back({{"name", trace.name},
                        {"unit", trace.unit},
                        {"points", trace.value.size()},
                        {"first_time_s", number(trace.time_s.front())},
                        {"last_time_s", number(trace.time_s.back())}});
    return list;
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
            {"max_mz", number(run.max_mz)},
            {"time_unit", run.time_unit},
            {"median_step_s", number(run.median_step_s)},
            {"lowest_counts", number(run.lowest_counts)},
            {"usual_lowest_counts", number(run.usual_lowest_counts)},
            {"processing", run.processing},
            {"traces", traces_json(run)}};
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
