#include "io/spectrum/spectrum_gate.hpp"

#include "core/base/counted.hpp"
#include "io/base/faults.hpp"

#include <cmath>

namespace gassan {
namespace {

constexpr const char* wrong = "The converter wrote this: convert the raw data again, or report it to its makers.";
constexpr const char* convert = "Convert the raw data again with MS1 spectra included.";

}  // namespace

SpectrumGate::SpectrumGate(const ReadParams& params, const SpectrumSink& sink, RunSummary& summary, NoteBook& notes)
    : params_(params), sink_(sink), summary_(summary), notes_(notes) {}

void SpectrumGate::open() {
    inside_ = true;
    ++summary_.spectra;
    spectrum_.index = summary_.spectra - 1;
    spectrum_.id.clear();
}

bool SpectrumGate::admit(const std::string& id, int ms_level, Polarity polarity) {
    facts_.note_id(id);
    spectrum_.id = id;
    spectrum_.ms_level = ms_level;
    spectrum_.polarity = polarity;
    if (ms_level != 1) {
        ++(ms_level == 0 ? other_spectra_ : summary_.ms2);
        return false;
    }
    ++summary_.ms1;
    summary_.positive += polarity == Polarity::positive;
    summary_.negative += polarity == Polarity::negative;
    if (polarity == Polarity::unknown) count(unpolar_);
    return wants(params_, ms_level, polarity);
}

bool SpectrumGate::wants(const ReadParams& params, int ms_level, Polarity polarity) {
    if (ms_level != 1) return false;
    if (params.polarity.empty() || polarity == Polarity::unknown) return true;
    return polarity == (params.polarity == "positive" ? Polarity::positive : Polarity::negative);
}

std::string SpectrumGate::place() const {
    if (!inside_) return "";
    return "spectrum " + (spectrum_.id.empty() ? "without id" : quoted_text(spectrum_.id)) + " (index " +
           std::to_string(spectrum_.index) + ")";
}

void SpectrumGate::count(Tally& tally) const {
    if (tally.count++ == 0) tally.first = place();
}

void SpectrumGate::pass(double time_s, Representation label) {
    settle();
    const auto& mz = spectrum_.mz;
    summary_.ms1_empty += mz.empty();
    if (std::isnan(time_s)) {
        if (!mz.empty()) throw Fault{.cause = "the spectrum has no scan start time (MS:1000016)", .remedy = wrong};
        notes_.add("time-missing", place(), "an empty spectrum without a scan start time was left out");
        inside_ = false;
        return;
    }
    spectrum_.time_s = time_s;
    const Representation kind = representation(label);
    summary_.points += mz.size();
    if (!mz.empty()) {
        if (!(summary_.min_mz <= mz.front())) summary_.min_mz = mz.front();
        if (!(summary_.max_mz >= mz.back())) summary_.max_mz = mz.back();
    }
    facts_.time_s.push_back(time_s);
    facts_.note_intensities(spectrum_.intensity);
    ++taken_;
    inside_ = false;
    if (kind == Representation::unknown && kind_.usual() == Representation::unknown) {
        if (waiting_.has_room(spectrum_)) return waiting_.add(spectrum_);
        kind_.give_up();
    }
    hand_over_waiting();
    hand_over(spectrum_, kind);
}

void SpectrumGate::hand_over_waiting() {
    if (waiting_.empty()) return;
    for (Spectrum& spectrum : waiting_.take()) hand_over(spectrum, Representation::unknown);
}

// Of what is unknown the run decides.
void SpectrumGate::hand_over(Spectrum& spectrum, Representation kind) {
    if (kind == Representation::unknown) {
        kind = kind_.usual();
        if (!kind_.is_told() && !spectrum.mz.empty()) kind_.count_guess();
    }
    spectrum.representation = kind;
    ++(kind == Representation::profile ? summary_.profile : summary_.centroid);
    sink_(spectrum);
}

void SpectrumGate::settle() {
    if (spectrum_.mz.size() != spectrum_.intensity.size())
        throw Fault{
            .cause = "m/z and intensity differ in length: " + std::to_string(spectrum_.mz.size()) + " and " +
                     std::to_string(spectrum_.intensity.size()) + " values",
            .remedy = "The file is damaged or was written wrongly: copy it again, else convert the raw data again."};
    try {
        note_points(settle_points(spectrum_));
    } catch (Fault& fault) {
        fault.remedy = wrong;
        throw;
    }
}

void SpectrumGate::note_points(const PointsReport& report) {
    if (report.was_unsorted) count(unsorted_);
    const auto note = [&](const char* code, std::size_t points, const char* what) {
        if (points > 0 && notes_.wants(code)) notes_.write(code, place(), what + std::to_string(points));
    };
    note("nan-intensity", report.nan_intensities, "points dropped because their intensity is not a number (NaN): ");
    note("zero-mz", report.zero_mz, "points dropped because their m/z is 0: ");
    note("negative-intensity", report.negative_intensities, "points kept though their intensity is negative: ");
}

// What the user says counts, then the label; the look of the m/z axis where there is none, and to doubt a label.
// unknown where none of them tells.
Representation SpectrumGate::representation(Representation label) {
    if (!params_.representation.empty())
        return params_.representation == "profile" ? Representation::profile : Representation::centroid;
    const Representation look = judge_representation(spectrum_.mz);
    if (label == Representation::unknown) {
        if (!spectrum_.mz.empty()) count(unlabelled_);
        kind_.see_look(look, look == Representation::unknown ? "" : place());
        return look;
    }
    kind_.see_label(label);
    if (look == Representation::profile && label == Representation::centroid) count(mislabelled_);
    if (look == Representation::centroid && label == Representation::profile) count(overlabelled_);
    return label;
}

void SpectrumGate::finish(const std::filesystem::path& path, std::size_t chromatograms) {
    kind_.give_up();
    hand_over_waiting();
    check_content(path, chromatograms);
    report_tallies();
    facts_.report(summary_, notes_);
}

// A run that holds nothing for us is refused with what it does hold.
void SpectrumGate::check_content(const std::filesystem::path& path, std::size_t chromatograms) const {
    const auto refuse = [&](const std::string& cause, const char* remedy) {
        throw InputError(path, "", cause, remedy);
    };
    if (summary_.spectra == 0)
        refuse(chromatograms > 0 ? "holds only chromatograms (" + std::to_string(chromatograms) + ") and no spectra"
                                 : "holds no spectra",
               convert);
    if (summary_.ms1 == 0)
        refuse(summary_.ms2 > 0 ? "holds only MS2 spectra (" + std::to_string(summary_.ms2) + ") and no MS1 spectra"
                                : "holds no mass spectra (" + std::to_string(other_spectra_) + " of other kinds)",
               convert);
    if (taken_ == 0)
        refuse("holds no spectra of polarity " + params_.polarity + " (" + std::to_string(summary_.positive) +
                   " positive, " + std::to_string(summary_.negative) + " negative)",
               "Correct the polarity that was asked for: --read.polarity, [study] polarity or the sheet's column "
               "polarity.");
}

void SpectrumGate::report_tallies() {
    const auto note = [&](const char* code, const Tally& tally, const std::string& text) {
        if (tally.count > 0) notes_.add(code, tally.first, text);
    };
    const auto spectra = [](const Tally& tally) { return counted(tally.count, "spectrum", "spectra"); };
    note("unsorted-mz", unsorted_,
         "m/z not in ascending order in " + spectra(unsorted_) + " (this is the first); sorted");
    note("label-wrong", mislabelled_,
         spectra(mislabelled_) +
             " called centroid look like profile (small, even steps in m/z; this is the first): "
             "check the converter's peak picking, or say --read.representation profile");
    // Some spectra of few ions have no two steps alike.
    if (2 * overlabelled_.count > summary_.profile)
        note("label-wrong", overlabelled_,
             spectra(overlabelled_) +
                 " called profile look like centroids (steps in m/z of every size; this is the first); "
                 "--read.representation centroid takes them as they are");
    note("label-missing", unlabelled_,
         spectra(unlabelled_) + " named neither centroid nor profile (this is the first); " +
             (kind_.is_told() ? "judged by the steps in m/z: " + std::to_string(summary_.profile) + " profile"
                              : "none tells by its steps in m/z: taken as centroids; if they are profile, say "
                                "--read.representation profile"));
    kind_.report(notes_);
    if (!params_.polarity.empty())
        note("polarity-missing", unpolar_,
             spectra(unpolar_) + " without a polarity (this is the first) were taken as " + params_.polarity);
    if (other_spectra_ > 0)
        notes_.add(
            "not-mass-spectra", "",
            counted(other_spectra_, "spectrum is no mass spectrum and was", "spectra are no mass spectra and were") +
                " skipped");
    if (taken_ > 0 && summary_.points == 0)
        notes_.add("all-empty", "", "all " + std::to_string(taken_) + " MS1 spectra are empty");
}

}  // namespace gassan
