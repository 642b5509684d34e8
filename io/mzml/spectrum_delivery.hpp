#pragma once

#include "io/base/note_book.hpp"
#include "io/mzml/spectrum_record.hpp"
#include "io/spectrum/spectrum_gate.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace gassan {

/// Hands what was read of the spectra to the gate, one after the other in the order of the file: only here a spectrum
/// gets its position.
class SpectrumDelivery {
public:
    /// What is referred to must live as long as the delivery.
    SpectrumDelivery(const ReadParams& params, const SpectrumSink& sink, RunSummary& summary, NoteBook& notes)
        : params_(params), summary_(summary), notes_(notes), gate_(params, sink, summary, notes) {}

    /// The next spectrum, whole. \throws Fault for points that cannot be
    void deliver(SpectrumRecord& record);

    /// The next spectrum, with a fault in it: what was met before the fault, for the notes and for place().
    void deliver_broken(const SpectrumRecord& record);

    /// "spectrum scan=45 (index 44)" after a Fault in a spectrum, else "".
    [[nodiscard]] const std::string& place() const { return place_; }

    /// As SpectrumGate::finish.
    void finish(const std::filesystem::path& path, std::size_t chromatograms) { gate_.finish(path, chromatograms); }

private:
    const ReadParams& params_;
    RunSummary& summary_;
    NoteBook& notes_;
    SpectrumGate gate_;
    std::string place_;

    [[nodiscard]] std::string place_of(const SpectrumRecord& record) const;
    void describe(const SpectrumRecord& record);
    void check_identity(const SpectrumRecord& record);
};

}  // namespace gassan
