#include "io/mzml/spectrum_delivery.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"

#include <optional>

namespace gassan {

std::string SpectrumDelivery::place() const {
    if (!inside_) return "";
    const std::string& id = inside_->header_read ? inside_->header.id : inside_->raw_id;
    return "spectrum " + (id.empty() ? "without id" : quoted_text(id)) + " (index " +
           std::to_string(summary_.spectra - 1) + ")";
}

void SpectrumDelivery::describe(const SpectrumRecord& record) {
    inside_ = &record;
    gate_.open();
    if (record.header_read) check_identity(record.header);
    if (record.admitted) (void)gate_.admit(record.header.id, record.ms_level, record.polarity);
    for (const auto& remark : record.remarks)
        if (notes_.wants(remark.code)) notes_.write(remark.code, place(), remark.text);
}

void SpectrumDelivery::check_identity(const SpectrumHeader& header) {
    const std::size_t position = summary_.spectra - 1;
    if (!header.has_id) notes_.add("id-missing", place(), "the spectrum has no id; its position counts");
    const auto index = header.index ? whole_count(*header.index) : std::nullopt;
    if (index == position) return;
    if (notes_.wants("index-wrong"))
        notes_.write("index-wrong", place(),
                     "index is " + (header.index ? "\"" + quoted_text(*header.index) + "\"" : "missing") +
                         " where the position is " + std::to_string(position) + "; the position counts");
}

void SpectrumDelivery::deliver_broken(const SpectrumRecord& record) {
    describe(record);
}

void SpectrumDelivery::deliver(SpectrumRecord& record) {
    describe(record);
    if (record.taken) {
        // The gate's own buffers would be a second set: they stay empty, and the record gets its own back.
        Spectrum& spectrum = gate_.spectrum();
        spectrum.mz.swap(record.mz);
        spectrum.intensity.swap(record.intensity);
        try {
            gate_.pass(record.time_s, record.label);
        } catch (Fault& fault) {
            fault.byte = record.byte;
            throw;
        }
        spectrum.mz.swap(record.mz);
        spectrum.intensity.swap(record.intensity);
    }
    inside_ = nullptr;
}

}  // namespace gassan
