#include "io/report/name_rows.hpp"

#include "io/report/compound_names.hpp"
#include "io/report/markup.hpp"
#include "io/report/table_markup.hpp"
#include "io/report/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>

namespace gassan::report {
namespace {

constexpr std::size_t most_rows = 1500;     // features of all tables together
constexpr std::size_t most_candidates = 6;  // of one feature; a set of isomers is shown whole
constexpr std::size_t most_of_family = 12;

using Heads = std::array<ColumnHead, 13>;

Heads heads_of(Language language) {
    const auto head = [&](std::string_view name, Term meaning, bool is_number = true) {
        return ColumnHead{name, word(language, meaning), is_number};
    };
    return {ColumnHead{"feature_id", word(language, Word::key_feature_id), false},
            head("name", Term::col_name, false),
            head("level", Term::col_level, false),
            head("probability", Term::col_probability),
            head("ion", Term::col_ion, false),
            head("mz", Term::col_mz),
            head("mz_error_ppm", Term::col_mz_error),
            head("mobility_tu", Term::col_mobility),
            head("mt_s", Term::col_time),
            head("place_error_sd", Term::col_place_error),
            head("evidence", Term::col_evidence, false),
            head("isotope_score", Term::col_isotopes),
            head("family", Term::col_family, false)};
}

const StudyAnnotation::Table& names_of(const StudyView& view, std::size_t table) {
    return view.result.annotation.tables[table];
}

bool has_name(const FeatureAnnotation& feature) {
    return !feature.compound_id.empty() || !feature.compound.empty();
}

/// Rows that are told to be ions or parts of a row: "M+1 F0013", by the id of that row.
using Families = std::map<std::string, std::vector<std::string>, std::less<>>;

Families families_of(const StudyView& view, std::size_t table) {
    constexpr std::string_view of = " of ";
    Families families;
    const auto& features = view.result.tables[table].features;
    for (std::size_t f = 0; f < features.size(); ++f) {
        const std::string& told = names_of(view, table).features[f].explained_by;
        const std::size_t at = told.find(of);
        if (at == std::string::npos) continue;
        families[told.substr(at + of.size())].push_back(told.substr(0, at) + " " + features[f].feature_id);
    }
    return families;
}

std::string family_text(const Families& families, const std::string& feature_id) {
    const auto found = families.find(feature_id);
    if (found == families.end()) return {};
    std::string out;
    for (std::size_t i = 0; i < found->second.size() && i < most_of_family; ++i)
        out += (i == 0 ? "" : ", ") + escaped(found->second[i]);
    if (found->second.size() > most_of_family) out += fmt::format(", +{}", found->second.size() - most_of_family);
    return out;
}

// ---- one feature ------------------------------------------------------------------------------------------------

/// "75.00 ± 0.53"
std::string plus_minus(double value, double sd, int decimals) {
    if (!std::isfinite(value)) return {};
    return std::isfinite(sd) ? fixed(value, decimals) + " ± " + fixed(sd, decimals) : fixed(value, decimals);
}

std::string evidence_text(Language language, PlaceEvidence evidence) {
    switch (evidence) {
        case PlaceEvidence::standard:
            return std::string(word(language, Term::by_standard));
        case PlaceEvidence::told:
            return std::string(word(language, Term::by_table));
        case PlaceEvidence::predicted:
            return std::string(word(language, Term::by_prediction));
        case PlaceEvidence::none:
            return std::string(word(language, Term::by_mass));
    }
    return {};
}

std::string feature_row(const StudyView& view, std::size_t table, std::size_t f, const Heads& heads,
                        const Families& families, bool has_row) {
    const ConsensusFeature& feature = view.result.tables[table].features[f];
    const FeatureAnnotation& named = names_of(view, table).features[f];
    std::string name = has_name(named) ? escaped(compound_names(view.language, named.compound_id, named.compound))
                                       : std::string(word(view.language, Term::no_name));
    if (named.isomer_set) name += fmt::format("<br/><small>{}</small>", word(view.language, Term::isomers));
    const auto id = fmt::format("{}-{}", table + 1, f + 1);
    return table_row(
        "name-" + id, has_name(named) ? "named" : "named none", heads,
        {linked(has_row, "row-" + id, escaped(feature.feature_id)), name, escaped(named.level), fixed(named.score, 3),
         escaped(feature.ion), fixed(feature.mz, 5), "", fixed(feature.mobility_tu, 3), fixed(feature.mt_s, 2), "", "",
         "", family_text(families, feature.feature_id)});
}

std::string candidate_row(const StudyView& view, const Frame& frame, const Candidate& one, const Heads& heads) {
    const double time_s = std::isfinite(one.place) ? frame.clock.time_s(one.place) : no_value;
    const double time_sd_s = one.place_sd / std::abs(frame.clock.slope(time_s));
    std::string error = std::isfinite(one.mz_error_ppm) ? fmt::format("{:+.2f}", one.mz_error_ppm) : std::string();
    if (!error.empty() && std::isfinite(one.mz_tolerance_ppm)) error += " (±" + fixed(one.mz_tolerance_ppm, 0) + ")";
    std::string name = escaped(compound_name(view.language, one.compound_id, one.name));
    name += fmt::format(" <small>{}</small>", word(view.language, one.of_user ? Term::of_user : Term::of_library));
    return table_row("", "candidate", heads,
                     {"", name, "", fixed(one.probability, 3), escaped(one.ion), "", error,
                      frame.in_tu ? plus_minus(one.place, one.place_sd, 2) : "", plus_minus(time_s, time_sd_s, 1),
                      std::isfinite(one.place_error_sd) ? fmt::format("{:+.2f}", one.place_error_sd) : "",
                      evidence_text(view.language, one.evidence), fixed(one.isotope_score, 2), ""});
}

std::size_t parts_of(const std::string& ids) {
    return ids.empty() ? 0 : std::size_t(std::count(ids.begin(), ids.end(), '|')) + 1;
}

std::string rows_of_feature(const StudyView& view, std::size_t table, std::size_t f, const Heads& heads,
                            const Families& families, bool has_row) {
    const FeatureAnnotation& named = names_of(view, table).features[f];
    std::string out = feature_row(view, table, f, heads, families, has_row);
    const std::size_t shown = std::min(named.candidates.size(), std::max(most_candidates, parts_of(named.compound_id)));
    for (std::size_t i = 0; i < shown; ++i)
        out += candidate_row(view, view.result.tables[table].frame, named.candidates[i], heads);
    if (shown < named.candidates.size())
        out +=
            fmt::format("<tr class=\"candidate\"><th scope=\"row\"></th><td class=\"t\" colspan=\"{}\">{}</td></tr>\n",
                        heads.size() - 1, word(view.language, Term::more_candidates, named.candidates.size() - shown));
    return out;
}

// ---- all of a table ---------------------------------------------------------------------------------------------

/// "1-MT 12, 2 30, 3 4"
std::string levels_text(std::span<const FeatureAnnotation> features) {
    std::map<std::string, std::size_t> levels;
    for (const FeatureAnnotation& one : features)
        if (has_name(one)) ++levels[one.level];
    std::string out;
    for (const auto& [level, count] : levels)
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", escaped(level), grouped(count));
    return out.empty() ? "–" : out;
}

std::string summary(const StudyView& view, std::size_t table) {
    const StudyAnnotation::Table& names = names_of(view, table);
    const auto given = std::count_if(names.features.begin(), names.features.end(), has_name);
    const auto explained = std::count_if(names.features.begin(), names.features.end(),
                                         [](const FeatureAnnotation& one) { return !one.explained_by.empty(); });
    std::string out =
        paragraph(word(view.language, Term::names_given, grouped(std::size_t(given)), grouped(names.features.size()),
                       levels_text(names.features), grouped(std::size_t(explained))));
    if (!std::isfinite(names.estimated_fdr)) return out + paragraph(word(view.language, Term::names_fdr_none));
    return out + paragraph(word(view.language, Term::names_fdr, fixed(100.0 * names.estimated_fdr, 1),
                                grouped(names.decoys_named), names.decoy_sets,
                                fixed(double(names.decoys_named) / std::max(1, names.decoy_sets), 1)));
}

bool is_annotated(const StudyView& view, std::size_t table) {
    return table < view.result.annotation.tables.size() &&
           names_of(view, table).features.size() == view.result.tables[table].features.size();
}

}  // namespace

std::vector<std::size_t> rows_with_names(const StudyView& view, std::size_t table) {
    std::vector<std::size_t> rows;
    if (!is_annotated(view, table)) return rows;
    const auto& features = names_of(view, table).features;
    for (const bool named : {true, false})
        for (std::size_t f = 0; f < features.size(); ++f)
            if (has_name(features[f]) == named && (named || !features[f].candidates.empty())) rows.push_back(f);
    return rows;
}

std::vector<std::vector<bool>> shown_with_names(const StudyView& view) {
    std::vector<std::vector<bool>> shown;
    std::size_t room = most_rows;
    for (std::size_t t = 0; t < view.result.tables.size(); ++t) {
        auto& of_table = shown.emplace_back(view.result.tables[t].features.size(), false);
        for (const std::size_t f : rows_with_names(view, t))
            if (room > 0) of_table[f] = true, --room;
    }
    return shown;
}

std::string names_section_html(const StudyView& view, const std::vector<std::vector<bool>>& has_row) {
    if (view.result.annotation.tables.empty()) return {};
    const Heads heads = heads_of(view.language);
    const auto shown = shown_with_names(view);
    std::string out = heading(2, "names", word(view.language, Term::names));
    out += paragraph(word(view.language, Term::names_how));
    for (std::size_t t = 0; t < view.result.tables.size(); ++t) {
        if (!is_annotated(view, t)) continue;
        const auto families = families_of(view, t);
        const auto rows = rows_with_names(view, t);
        const auto count = std::count(shown[t].begin(), shown[t].end(), true);
        out += heading(3, fmt::format("names-{}", t + 1), polarity_title(view, view.result.tables[t].frame.polarity));
        out += summary(view, t);
        if (std::size_t(count) < rows.size())
            out += paragraph(word(view.language, Term::names_cut, grouped(std::size_t(count)), grouped(rows.size())));
        if (count == 0) continue;
        out += "<div class=\"table\" tabindex=\"0\">\n<table class=\"names\">\n" + table_head(heads) + "<tbody>\n";
        for (const std::size_t f : rows)
            if (shown[t][f]) out += rows_of_feature(view, t, f, heads, families, has_row[t][f]);
        out += "</tbody>\n</table>\n</div>\n";
    }
    return out;
}

}  // namespace gassan::report
