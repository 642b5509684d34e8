#include "io/study/study_draft.hpp"

#include "core/base/counted.hpp"
#include "core/base/fields.hpp"
#include "core/base/robust.hpp"
#include "io/base/faults.hpp"
#include "io/base/text_encoding.hpp"
#include "io/study/name_key.hpp"
#include "io/study/sample_sheet.hpp"
#include "io/table/user_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string_view>

namespace gassan {
namespace {

constexpr double batch_gap_s = 12 * 3600.0, batch_gap_ratio = 5.0;

/// Words of letters in a file name, in small letters: "QC01-std.2" has qc and std.
std::vector<std::string> words_of(const std::string& stem) {
    std::vector<std::string> words(1);
    for (const char c : small_letters(stem)) {
        if (c >= 'a' && c <= 'z')
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

bool tells_polarity(const std::string& word) {
    constexpr std::array<std::string_view, 8> known{"pos",    "neg",   "positive", "negative",
                                                    "cation", "anion", "cations",  "anions"};
    return std::find(known.begin(), known.end(), word) != known.end();
}

/// The file's name without its ends (".mzML", ".mzML.gz").
std::string stem_of(const std::filesystem::path& path) {
    std::filesystem::path stem = path.stem();
    const std::string end = path.extension().string();
    if (end == ".gz" || end == ".GZ" || end == ".bz2" || end == ".BZ2") stem = stem.stem();
    return stem.string();
}

/// A name that the sheet takes, as near to the file's as can be.
std::string usable_name(std::string name) {
    for (char& c : name)
        if (!name_fault(std::string("a") + c + "a").empty()) c = '_';
    while (!name.empty() && name.back() == ' ') name.pop_back();
    if (name.empty() || !name_fault(name).empty()) name = "_" + name.substr(name.empty() ? 0 : 1);
    return name;
}

std::string unique_name(const std::string& wanted, std::set<std::string>& taken) {
    std::string name = wanted;
    for (int i = 2; !taken.insert(name_key(name)).second; ++i) name = wanted + "_" + std::to_string(i);
    return name;
}

/// A name without the word of its polarity, where both polarities may have measured one specimen: "S01_pos" is "S01".
std::string without_polarity(const std::string& name) {
    std::string rest;
    for (std::size_t begin = 0; begin < name.size();) {
        const std::size_t end = std::min(name.find_first_of("_-. ", begin), name.size());
        const std::string part = name.substr(begin, end - begin);
        if (!tells_polarity(small_letters(part))) rest += (rest.empty() ? "" : name.substr(begin - 1, 1)) + part;
        begin = end + 1;
    }
    return rest.empty() ? name : rest;
}

// ---- order and batches ----------------------------------------------------------------------------------------

bool has_start_times(std::span<const RunSurvey> runs) {
    std::set<std::int64_t> seen;
    return std::all_of(runs.begin(), runs.end(),
                       [&](const RunSurvey& run) { return run.started_s && seen.insert(*run.started_s).second; });
}

std::vector<std::size_t> injection_order(std::span<const RunSurvey> runs, bool by_time) {
    std::vector<std::size_t> order(runs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (by_time)
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return *runs[a].started_s < *runs[b].started_s; });
    return order;
}

struct Batches {
    std::vector<int> of_place;  ///< from 1, by place in the injection order
    double median_gap_s = no_value;
};

Batches batches_of(std::span<const RunSurvey> runs, const std::vector<std::size_t>& order, bool by_time) {
    Batches batches{std::vector<int>(order.size(), 1), no_value};
    if (!by_time || order.size() < 3) return batches;
    std::vector<double> gaps;
    for (std::size_t i = 1; i < order.size(); ++i)
        gaps.push_back(double(*runs[order[i]].started_s - *runs[order[i - 1]].started_s));
    batches.median_gap_s = median(gaps);
    const double wide = std::max(batch_gap_s, batch_gap_ratio * batches.median_gap_s);
    for (std::size_t i = 1; i < order.size(); ++i) batches.of_place[i] = batches.of_place[i - 1] + (gaps[i - 1] > wide);
    return batches;
}

// ---- rows -----------------------------------------------------------------------------------------------------

Sample row_of(const RunSurvey& run, const std::filesystem::path& folder, std::size_t place, int batch) {
    Sample sample;
    sample.sample_id = usable_name(stem_of(run.path));
    sample.file_as_told = run.path.lexically_proximate(folder).generic_string();
    sample.file = run.path.string();
    sample.type = guessed_type(stem_of(run.path)).type;
    sample.batch = std::to_string(batch);
    sample.injection_order = long(place) + 1;
    sample.polarity = run.polarity;
    return sample;
}

/// A run that switches gives a row a polarity.
void append_rows(const RunSurvey& run, Sample row, std::vector<Sample>& rows) {
    if (!run.switching) return rows.push_back(std::move(row));
    const std::string name = row.sample_id;
    for (const Polarity polarity : {Polarity::positive, Polarity::negative}) {
        row.polarity = polarity;
        row.sample_id = name + (polarity == Polarity::positive ? "_pos" : "_neg");
        rows.push_back(row);
    }
}

/// Names are made unique, and runs of both polarities whose names agree otherwise get one specimen.
/// \return how many specimens have runs of both
std::size_t name_specimens(std::vector<Sample>& rows) {
    std::map<std::string, std::set<Polarity>> seen;
    for (const Sample& row : rows) seen[without_polarity(row.sample_id)].insert(row.polarity);
    std::set<std::string> taken, joined;
    for (Sample& row : rows) {
        const std::string specimen = without_polarity(row.sample_id);
        row.sample_id = unique_name(row.sample_id, taken);
        const auto& polarities = seen[specimen];
        const bool both = polarities.contains(Polarity::positive) && polarities.contains(Polarity::negative);
        row.specimen_id = both ? specimen : row.sample_id;
        if (both) joined.insert(specimen);
    }
    return joined.size();
}

// ---- texts ----------------------------------------------------------------------------------------------------

/// "1,204", or "1,200-1,204".
template <class Value, class Format>
std::string span_text(std::span<const RunSurvey> runs, Value&& value, Format&& format) {
    double low = no_value, high = no_value;
    for (const RunSurvey& run : runs) {
        const double v = value(run);
        if (!std::isfinite(v)) continue;
        if (!(low <= v)) low = v;
        if (!(high >= v)) high = v;
    }
    if (std::isnan(low)) return "unknown";
    const std::string first = format(low), last = format(high);
    return first == last ? first : first + "-" + last;
}

std::string grouped_number(double value) {
    std::string text = std::to_string(std::llround(value));
    for (std::size_t place = text.size(); place > 3;) text.insert(place -= 3, 1, ',');
    return text;
}

std::string runs_reason(std::span<const RunSurvey> runs) {
    std::size_t positive = 0, negative = 0, switching = 0;
    for (const RunSurvey& run : runs) {
        positive += run.polarity == Polarity::positive;
        negative += run.polarity == Polarity::negative;
        switching += run.switching;
    }
    const std::size_t unknown = runs.size() - positive - negative - switching;
    std::string polarity;
    const auto add = [&](std::size_t count, const std::string& what) {
        if (count == 0) return;
        polarity +=
            (polarity.empty() ? "" : ", ") + (count == runs.size() ? "all" : std::to_string(count)) + " " + what;
    };
    add(positive, "positive");
    add(negative, "negative");
    add(switching, "switching between both");
    add(unknown, "of no told polarity");
    const auto whole = [](double value) { return grouped_number(value); };
    return counted(runs.size(), "run", "runs") + ", " + polarity + ", " +
           span_text(
               runs, [](const RunSurvey& run) { return double(run.summary.ms1); }, whole) +
           " scans of " +
           span_text(
               runs, [](const RunSurvey& run) { return run.scan_step_s; },
               [](double value) { return fmt::format("{:.3g}", value); }) +
           " s, " +
           span_text(
               runs, [](const RunSurvey& run) { return run.summary.last_time_s; }, whole) +
           " s long, m/z " +
           span_text(
               runs, [](const RunSurvey& run) { return run.summary.min_mz; },
               [](double value) { return fmt::format("{:.0f}", value); }) +
           " to " +
           span_text(
               runs, [](const RunSurvey& run) { return run.summary.max_mz; },
               [](double value) { return fmt::format("{:.0f}", value); });
}

std::string types_reason(std::span<const RunSurvey> runs) {
    std::map<std::string, std::pair<std::size_t, std::string>> told;  // type -> count, an example
    for (const RunSurvey& run : runs) {
        const auto [type, word] = guessed_type(stem_of(run.path));
        if (word.empty()) continue;
        auto& [count, example] = told[std::string(sample_type_name(type))];
        if (count++ == 0) example = quoted_text(stem_of(run.path)) + ", for \"" + word + "\"";
    }
    if (told.empty()) return "types: no file name tells of a QC, blank or standard, so all are samples";
    std::string text;
    for (const auto& [type, found] : told)
        text += (text.empty() ? "types from the file names: " : "; ") + std::to_string(found.first) + " " + type +
                " (" + found.second + ")";
    return text + "; the others are samples";
}

std::string order_reason(std::span<const RunSurvey> runs, bool by_time) {
    if (by_time) return "injection_order from the start times in the files, each with one of its own";
    const bool any =
        std::any_of(runs.begin(), runs.end(), [](const RunSurvey& run) { return run.started_s.has_value(); });
    return std::string("injection_order from the file names in natural order (run2 before run10), because ") +
           (any ? "not every file has a start time of its own" : "the files hold no start time") +
           ": mend it where the runs were injected otherwise";
}

std::string batch_reason(const Batches& batches, bool by_time) {
    const int last = batches.of_place.empty() ? 1 : batches.of_place.back();
    if (!by_time) return "batch: start times are not known, so all runs are one";
    if (last == 1) return "batch: no gap in the start times above 12 h and 5 times the usual one, so all runs are one";
    return "batch: " + std::to_string(last) + ", parted where starts lie more than 12 h and 5 times the usual " +
           fmt::format("{:.0f} min", batches.median_gap_s / 60.0) + " apart";
}

/// The unit that most runs without one seem to have, or nothing.
std::string common_unit(std::span<const RunSurvey> runs, std::string& reason) {
    std::map<std::string, std::size_t> units;
    for (const RunSurvey& run : runs)
        if (!run.guessed_unit.empty()) ++units[run.guessed_unit];
    if (units.empty()) return {};
    const auto most =
        std::max_element(units.begin(), units.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    reason = counted(most->second, "file names", "files name") + " no unit of time; " +
             std::string(plural(most->second, "its", "their")) + " times make sense as " + most->first +
             "s (a run of 5 min to 14 h)";
    return most->first;
}

/// As TOML takes it in a comment or a string: UTF-8 in one line. Bytes of another encoding become '?'.
std::string toml_text(std::string text) {
    const bool foreign = first_bad_utf8(text) != std::string_view::npos;
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) c = ' ';
        if (byte >= 0x80 && foreign) c = '?';
    }
    return text;
}

std::string quoted_toml(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : toml_text(text)) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

std::string study_text(const StudyDraft& draft, std::span<const LeftOutRun> left_out, const std::string& name,
                       const std::string& sheet, const std::string& unit) {
    std::string text = "# Proposed by gassan init from what the files say; every choice is yours to change.\n";
    for (const std::string& reason : draft.reasons) text += "# " + toml_text(reason) + "\n";
    for (const LeftOutRun& run : left_out) text += "# left out: " + toml_text(run.reason) + "\n";
    const bool one = std::all_of(draft.samples.begin(), draft.samples.end(), [&](const Sample& sample) {
        return sample.polarity == draft.samples.front().polarity;
    });
    const Polarity polarity = draft.samples.front().polarity;
    text += "\n[study]\nname = " + quoted_toml(name) + "\nsamples = " + quoted_toml(sheet) + "\n";
    if (one && polarity != Polarity::unknown)
        text += std::string("polarity = \"") + (polarity == Polarity::positive ? "positive" : "negative") + "\"\n";
    text += "# compounds = \"compounds.tsv\"   # what you look for: name and formula or mz (docs/formats.md)\n";
    if (!unit.empty()) text += "\n[read]\ntime_unit = \"" + unit + "\"\n";
    return text +
           "\n# Files do not tell how the ions were separated. Told here, features get their mobilities:\n"
           "# [separation]\n# voltage_kv = 30\n# total_length_mm = 800\n# ramp_s = 0\n"
           "# markers = [{name = \"Paracetamol\", mz = 152.0706, mobility_tu = 0, time_s = [700, 1000]}]\n"
           "\n# Tolerances, noise and peak widths are learned from each run; docs/parameters.md lists what can be "
           "set.\n";
}

/// A cell that read_user_table gives back as it is.
std::string cell(const std::string& text) {
    const bool blank = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (!blank && text.find('"') == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string sheet_text(const std::vector<Sample>& samples) {
    std::string text = "file\tsample_id\ttype\tspecimen_id\tbatch\tinjection_order\tgroup\tpolarity\n";
    for (const Sample& sample : samples) {
        const char* polarity = sample.polarity == Polarity::positive   ? "positive"
                               : sample.polarity == Polarity::negative ? "negative"
                                                                       : "";
        text += cell(sample.file_as_told) + "\t" + sample.sample_id + "\t" +
                std::string(sample_type_name(sample.type)) + "\t" + sample.specimen_id + "\t" + sample.batch + "\t" +
                std::to_string(*sample.injection_order) + "\t\t" + polarity + "\n";
    }
    return text;
}

}  // namespace

GuessedType guessed_type(const std::string& stem) {
    constexpr std::array<std::pair<std::string_view, SampleType>, 13> known{{{"qc", SampleType::qc},
                                                                             {"qcs", SampleType::qc},
                                                                             {"pool", SampleType::qc},
                                                                             {"pooled", SampleType::qc},
                                                                             {"blank", SampleType::blank},
                                                                             {"blk", SampleType::blank},
                                                                             {"std", SampleType::standard},
                                                                             {"stds", SampleType::standard},
                                                                             {"standard", SampleType::standard},
                                                                             {"cal", SampleType::standard},
                                                                             {"calib", SampleType::standard},
                                                                             {"calibration", SampleType::standard},
                                                                             {"calibrator", SampleType::standard}}};
    const auto words = words_of(stem);
    // In the order of the table: a "QC_std" is a QC, a "blank_std" a blank.
    for (const auto& [word, type] : known)
        if (std::find(words.begin(), words.end(), word) != words.end()) return {type, std::string(word)};
    return {};
}

StudyDraft draft_study(std::span<const RunSurvey> runs, std::span<const LeftOutRun> left_out,
                       const std::filesystem::path& folder, const std::string& name, const std::string& sheet) {
    require(!runs.empty(), "no run to make a study of");
    const bool by_time = has_start_times(runs);
    const auto order = injection_order(runs, by_time);
    const Batches batches = batches_of(runs, order, by_time);
    StudyDraft draft;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const RunSurvey& run = runs[order[place]];
        append_rows(run, row_of(run, folder, place, batches.of_place[place]), draft.samples);
    }
    const std::size_t joined = name_specimens(draft.samples);

    std::string unit_reason;
    const std::string unit = common_unit(runs, unit_reason);
    draft.reasons = {runs_reason(runs), types_reason(runs), order_reason(runs, by_time),
                     batch_reason(batches, by_time)};
    if (joined > 0)
        draft.reasons.push_back("specimen_id: " + std::to_string(joined) +
                                " specimens have runs of both polarities whose names agree but for the polarity");
    if (!unit.empty()) draft.reasons.push_back(unit_reason);
    draft.study_toml = study_text(draft, left_out, name, sheet, unit);
    draft.samples_tsv = sheet_text(draft.samples);
    return draft;
}

}  // namespace gassan
