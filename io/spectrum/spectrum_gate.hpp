#pragma once

#include "io/base/note_book.hpp"
#include "io/read_run.hpp"
#include "io/spectrum/points.hpp"
#include "io/spectrum/run_facts.hpp"
#include "io/spectrum/run_kind.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace gassan {

/// The gate through which the spectra of every format go to the sink: which are wanted, what their points must be,
/// what is counted and noted. A reader only decodes; so one run means the same in all formats.
///
/// For each spectrum of the file: open, admit, and if admit says so, fill spectrum().mz and .intensity, then pass. At
/// the end finish. All buffers are used again.
class SpectrumGate {
public:
    /// What is referred to must live as long as the gate.
    SpectrumGate(const ReadParams& params, const SpectrumSink& sink, RunSummary& summary, NoteBook& notes);

    /// One more spectrum of the file: counted in summary.spectra. Its index is its position.
    void open();

    /// What the spectrum is. \param ms_level from 1 on; 0 for what is no mass spectrum (light absorption and the like)
    /// \return whether its points are wanted: MS1, and not of another polarity than was asked for
    [[nodiscard]] bool admit(const std::string& id, int ms_level, Polarity polarity);

    /// What admit will say, asked beforehand.
    [[nodiscard]] static bool wants(const ReadParams& params, int ms_level, Polarity polarity);

    /// To be filled with the points of an admitted spectrum; holds what was there before.
    [[nodiscard]] Spectrum& spectrum() { return spectrum_; }

    /// Brings the points to what Spectrum promises and hands them to the sink; later, in their turn, where nothing
    /// tells yet what they are. \param time_s seconds from the start of the voltage; no_value where the file says none:
    /// an empty spectrum is then left out \param label what the file calls its points; unknown where it calls them
    /// nothing: then their steps decide, which also may doubt a label that says centroid, and where they cannot tell,
    /// the run does (RunKind) \throws Fault (byte 0) for points that cannot be, for lengths that differ, and for points
    /// without a time
    void pass(double time_s, Representation label);

    /// "spectrum scan=45 (index 44)" between open and pass (also after a Fault), else "".
    [[nodiscard]] std::string place() const;

    /// Hands over what still waits; what was counted on the way goes into summary and notes. Call once, after the last
    /// spectrum.
    /// \param chromatograms of the file, to name what it holds instead of spectra
    /// \throws InputError for a run without a spectrum that is wanted, saying what it holds
    void finish(const std::filesystem::path& path, std::size_t chromatograms = 0);

private:
    const ReadParams& params_;
    const SpectrumSink& sink_;
    RunSummary& summary_;
    NoteBook& notes_;
    RunFacts facts_;
    RunKind kind_;
    WaitingSpectra waiting_;
    Spectrum spectrum_;
    bool inside_ = false;

    // One note a run for what is met in many spectra: how often, and where first.
    struct Tally {
        std::size_t count = 0;
        std::string first;
    };
    Tally unsorted_, mislabelled_, overlabelled_, unlabelled_, unpolar_;
    std::size_t taken_ = 0, other_spectra_ = 0;

    void count(Tally& tally) const;
    void settle();
    void note_points(const PointsReport& report);
    [[nodiscard]] Representation representation(Representation label);
    void hand_over(Spectrum& spectrum, Representation kind);
    void hand_over_waiting();
    void check_content(const std::filesystem::path& path, std::size_t chromatograms) const;
    void report_tallies();
};

}  // namespace gassan
