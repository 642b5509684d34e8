#include "io/study/read_study.hpp"

#include "io/base/fault_book.hpp"
#include "io/base/faults.hpp"
#include "io/base/note_book.hpp"
#include "io/base/regular_file.hpp"
#include "io/study/compound_tables.hpp"
#include "io/study/limits_table.hpp"
#include "io/study/params_toml.hpp"
#include "io/study/sample_sheet.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

namespace fs = std::filesystem;

/// Notes of one table with its name in front, as a study has several.
void append_notes(Notes& all, const fs::path& path, const NoteBook& book) {
    for (Note& note : book.notes()) {
        note.where = quoted_path(path.filename()) + (note.where.empty() ? "" : ": " + note.where);
        all.push_back(std::move(note));
    }
}

/// Reads one table of the study with `rows_of`; nothing is done for a table that the study does not name.
template <class Read>
void read_table(const fs::path& path, std::span<const std::string_view> columns, FaultBook& faults, Notes& all,
                Read&& rows_of) {
    if (path.empty()) return;
    NoteBook notes;
    if (const auto table = read_user_table(path, columns, faults, notes)) rows_of(*table, notes);
    append_notes(all, path, notes);
}

/// The sheet as told, or samples.tsv where nothing is told and it is there.
fs::path sheet_of(const fs::path& toml, const fs::path& folder, const std::string& told, FaultBook& faults) {
    if (!told.empty()) return folder / fs::path(told);
    std::error_code code;
    if (fs::exists(folder / "samples.tsv", code)) return folder / "samples.tsv";
    faults.add(toml, "", "[study] samples is missing, and there is no samples.tsv beside the file",
               "Name the sample sheet: samples = \"samples.tsv\" below [study]; gassan init writes one.");
    return {};
}

fs::path checked_frame(const fs::path& toml, const fs::path& folder, const std::string& told, FaultBook& faults) {
    if (told.empty()) return {};
    const fs::path path = folder / fs::path(told);
    try {
        const RegularFile file(path);
    } catch (const Error& error) {
        faults.add(toml, "[align] frame", error.what(), "");
    }
    return path;
}

/// Every level must be one of a standard of the sheet and a compound of the table.
void check_levels(const StudyFile& study, FaultBook& faults) {
    std::set<std::string> standards, compounds, told;
    for (const Sample& sample : study.study.samples)
        if (sample.type == SampleType::standard) standards.insert(sample.sample_id);
    for (const Compound& compound : study.targets) compounds.insert(compound.compound_id);
    for (const StandardLevel& level : study.levels) {
        const auto refuse = [&](const std::string& what, const std::string& remedy) {
            if (told.insert(what).second) faults.add(study.standards, "", what, remedy);
        };
        if (!level.sample_id.empty() && !standards.contains(level.sample_id))
            refuse("\"" + quoted_text(level.sample_id) + "\" is no standard of the sample sheet",
                   "Name a sample_id whose type is standard.");
        if (!level.compound_id.empty() && !study.compounds.empty() && !compounds.contains(level.compound_id))
            refuse("\"" + quoted_text(level.compound_id) + "\" is no compound of the compound table",
                   "Name a compound_id of it.");
    }
}

/// Every row must be one of a run of the sheet and, where it names a compound, of a compound of the table. What
/// features there are is seen only when the runs have been matched.
void check_limits(const StudyFile& study, FaultBook& faults) {
    std::set<std::string> samples, compounds;
    for (const Sample& sample : study.study.samples) samples.insert(sample.sample_id);
    for (const Compound& compound : study.targets) compounds.insert(compound.compound_id);
    for (const IntegrationLimits& limits : study.curated) {
        if (!limits.sample_id.empty() && !samples.contains(limits.sample_id))
            faults.add(study.limits, limits.place,
                       "\"" + quoted_text(limits.sample_id) + "\" is no sample_id of the sample sheet",
                       "Name a row of the sheet.");
        if (!limits.compound_id.empty() && !compounds.contains(limits.compound_id))
            faults.add(study.limits, limits.place,
                       "\"" + quoted_text(limits.compound_id) + "\" is no compound of the compound table",
                       study.compounds.empty() ? "Name a feature_id, or give the study a compound table."
                                               : "Name a compound_id of it.");
    }
}

/// Segments are told apart by internal standards, and by nothing else.
void check_segments(const StudyFile& study, FaultBook& faults) {
    const auto is_later = [](const Sample& sample) { return sample.segment && *sample.segment > 1; };
    const auto is_standard = [](const Compound& compound) { return compound.role == CompoundRole::internal_standard; };
    const auto first = std::find_if(study.study.samples.begin(), study.study.samples.end(), is_later);
    if (first == study.study.samples.end()) return;
    if (std::any_of(study.targets.begin(), study.targets.end(), is_standard)) return;
    faults.add(study.samples, "",
               quoted_text(first->sample_id) + " is segment " + std::to_string(*first->segment) +
                   " of its run, and the study names no internal standard by which segments are told apart",
               "Name a compound table ([study] compounds) with the role internal_standard.");
}

fs::path folder_of(const fs::path& toml) {
    const fs::path folder = toml.parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

std::string name_of_folder(const fs::path& folder) {
    std::error_code code;
    const fs::path whole = fs::weakly_canonical(folder, code);
    return code ? "" : whole.filename().string();
}

}  // namespace

StudyFile read_study(const fs::path& study_toml) {
    FaultBook faults;
    StudyFile file;
    file.path = study_toml;
    file.folder = folder_of(study_toml);
    const auto toml = read_study_toml(study_toml, file.params, faults);
    if (!toml) faults.throw_if_any();  // it says nothing of its sheets
    const StudyParams& told = *toml;
    const fs::path beside = study_toml.parent_path();
    for (const std::string& name : told.set) file.set_by[name] = "study file";
    file.separation = told.separation;
    file.samples = sheet_of(study_toml, beside, told.samples, faults);
    if (!told.compounds.empty()) file.compounds = beside / fs::path(told.compounds);
    if (!told.standards.empty()) file.standards = beside / fs::path(told.standards);
    if (!told.limits.empty()) file.limits = beside / fs::path(told.limits);
    file.frame = checked_frame(study_toml, beside, told.frame, faults);

    read_table(file.samples, sample_columns(), faults, file.notes,
               [&](const UserTable& table, NoteBook& notes) { file.study = samples_of(table, faults, notes); });
    read_table(file.compounds, compound_columns(), faults, file.notes,
               [&](const UserTable& table, NoteBook& notes) { file.targets = compounds_of(table, faults, notes); });
    read_table(file.standards, standard_columns(), faults, file.notes,
               [&](const UserTable& table, NoteBook& notes) { file.levels = standards_of(table, faults, notes); });
    read_table(file.limits, limit_columns(), faults, file.notes,
               [&](const UserTable& table, NoteBook& notes) { file.curated = limits_of(table, faults, notes); });
    if (faults.empty()) {
        check_levels(file, faults);
        check_limits(file, faults);
        check_segments(file, faults);
    }
    faults.throw_if_any();

    file.study.name = told.name.empty() ? name_of_folder(file.folder) : told.name;
    for (Sample& sample : file.study.samples)
        if (sample.polarity == Polarity::unknown) sample.polarity = told.polarity;
    return file;
}

void read_limits_again(StudyFile& study, const fs::path& path) {
    std::error_code code;
    if (path.empty() && (study.limits.empty() || !fs::exists(study.limits, code))) return;
    if (!path.empty()) study.limits = path;
    FaultBook faults;
    study.curated.clear();
    read_table(study.limits, limit_columns(), faults, study.notes,
               [&](const UserTable& table, NoteBook& notes) { study.curated = limits_of(table, faults, notes); });
    if (faults.empty()) check_limits(study, faults);
    faults.throw_if_any();
}

}  // namespace gassan
