#include "cli/correct_study.hpp"

#include "cli/messages.hpp"
#include "cli/progress.hpp"
#include "cli/talk.hpp"
#include "core/base/error.hpp"
#include "core/correct/correct.hpp"
#include "core/normalise/combat_batches.hpp"
#include "io/base/faults.hpp"
#include "io/table/study_places.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <utility>

namespace gassan {
namespace {

/// The rows of the sheet that tell this polarity; unknown: those that tell none.
Study told_part(const Study& study, Polarity polarity) {
    Study part{study.name, study.covariates, {}};
    for (const Sample& sample : study.samples)
        if (sample.polarity == polarity) part.samples.push_back(sample);
    return part;
}

bool has_qc(const Study& study) {
    return std::any_of(study.samples.begin(), study.samples.end(),
                       [](const Sample& sample) { return sample.type == SampleType::qc; });
}

/// Rows that tell no polarity may be of two, each with orders of its own: seen only once the files are read.
bool may_be_of_two(const Study& study, Polarity polarity) {
    if (polarity != Polarity::unknown) return false;
    std::set<std::pair<std::string, long>> orders;
    return std::any_of(study.samples.begin(), study.samples.end(), [&](const Sample& sample) {
        return sample.injection_order && !orders.emplace(sample.batch, *sample.injection_order).second;
    });
}

/// One variable that never changes: only what the sheet says can be wrong with it.
ValueTable steady_values(Study study) {
    ValueTable table = empty_values(std::move(study), {{"", "", "", {}}});
    std::fill(table.values.begin(), table.values.end(), 1.0);
    std::fill(table.kinds.begin(), table.kinds.end(), CellKind::measured);
    return table;
}

std::vector<std::size_t> samples_of(const Study& study, const StudyResult& result, const FeatureTable& table) {
    const auto places = run_places(study, result, table);
    std::vector<std::size_t> samples;
    for (std::size_t sample = 0; sample < places.size(); ++sample)
        if (places[sample].kind != RunPlace::Kind::other_polarity) samples.push_back(sample);
    return samples;
}

/// Brings batches of areas to one level and scale by their samples. Responses are left out of it: samples would move
/// against the standards that their concentrations rest on.
void level_by_samples(const Session& session, const CorrectParams& params, Correction& areas) {
    const std::vector<std::string> kept = kept_covariates(areas.table.study, params.keep);
    CombatBatches levelled = combat_batches(std::move(areas.table), kept, session.threads);
    areas.table = std::move(levelled.table);
    for (std::size_t v = 0; v < areas.variables.size(); ++v) {
        std::string& reason = areas.variables[v].reason;
        reason += (reason.empty() ? "" : "; ") + (levelled.reasons[v].empty() ? std::string("batches by ComBat")
                                                                              : "no ComBat: " + levelled.reasons[v]);
    }
    for (Note& note : levelled.notes) areas.notes.push_back(std::move(note));
    areas.notes.push_back(
        {"combat-areas", "",
         "ComBat levels areas by the samples alone; concentrations, which rest on standards, keep the "
         "levels of their units"});
}

/// \return the account of it, and what the tables were before
std::pair<StudyCorrection, ResponseValues> correct_polarity(const Session& session, const StudyFile& study,
                                                            const StudyResult& result, const FeatureTable& table,
                                                            const std::vector<CompoundRow>& rows) {
    StudyCorrection found;
    ResponseValues responses;
    found.polarity = table.frame.polarity;
    found.samples = samples_of(study.study, result, table);
    const CorrectParams& params = study.params.correct;
    try {
        found.areas = correct(area_values(study.study, table, found.samples), params, session.threads);
        if (params.batch == "combat") level_by_samples(session, params, found.areas);
        responses =
            response_values(study.study, study.targets, rows, found.polarity, found.samples, study.params.quantify);
        if (!responses.rows.empty()) found.responses = correct(responses.table, params, session.threads);
        found.rows = responses.rows;
        found.divided_by = responses.divided_by;
    } catch (const ParameterError& error) {
        found.areas = found.responses = Correction();
        found.rows.clear();
        found.divided_by.clear();
        found.reason = error.what();
        responses = ResponseValues();
    }
    return {std::move(found), std::move(responses)};
}

Notes notes_of(const StudyCorrection& correction) {
    if (!correction.reason.empty())
        return {{"not-corrected", std::string(polarity_name(correction.polarity)),
                 "nothing was corrected: " + correction.reason}};
    return correction.areas.notes;  // responses are of the same runs
}

}  // namespace

bool asks_for_correction(const StudyFile& study) {
    return study.params.correct.drift != "none" || study.params.correct.batch == "combat";
}

void check_correctable(const StudyFile& study) {
    if (!asks_for_correction(study)) return;
    for (const Polarity polarity : {Polarity::positive, Polarity::negative, Polarity::unknown}) {
        Study part = told_part(study.study, polarity);
        if (!has_qc(part) || may_be_of_two(part, polarity)) continue;
        try {
            static_cast<void>(correct(steady_values(std::move(part)), study.params.correct));
        } catch (const ParameterError& error) {
            throw ParameterError(quoted_path(study.samples) + ": " + error.what());
        }
    }
}

std::size_t correct_study(const Session& session, const StudyFile& study, StudyResult& result,
                          std::vector<CompoundRow>& rows) {
    result.corrections.clear();
    if (!asks_for_correction(study)) return 0;
    Progress progress(session);
    progress.stage(say(session.language, Say::stage_correcting));
    std::size_t warnings = 0;
    std::vector<CompoundRow> corrected = rows;
    for (const FeatureTable& table : result.tables) {
        auto [correction, responses] = correct_polarity(session, study, result, table, rows);
        if (correction.reason.empty() && !correction.rows.empty()) apply_correction(correction, responses, corrected);
        const Notes notes = notes_of(correction);
        put_notes(session, study.samples, notes);
        warnings += notes.size();
        result.corrections.push_back(std::move(correction));
    }
    rows = std::move(corrected);
    return warnings;
}

}  // namespace gassan
