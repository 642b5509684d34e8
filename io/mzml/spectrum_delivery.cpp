#include "io/mzml/spectrum_delivery.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/description.hpp"
#include "io/mzml/numbers.hpp"

#include <optional>

namespace gassan {

std::string SpectrumDelivery::place_of(const SpectrumRecord& record) const {
    const std::string& id = record.header_read ? record.header.id : record.raw_id;
    return "spectrum " + (id.empty() ? "without id" : quoted_text(id)) + " (index " +
           std::to_string(summary_.spectra - 1) + ")";
}

void SpectrumDelivery::describe(const SpectrumRecord& record) {
    gate_.open();
    if (record.header_read) check_identity(record);
    if (record.admitted) (void)gate_.admit(record.header.id, record.ms_level, record.polarity);
    for (const auto& remark : record.remarks)
        if (notes_.wants(remark.code)) notes_.write(remark.code, place_of(record), remark.text);
}

void SpectrumDelivery::check_identity(const SpectrumRecord& record) {
    const SpectrumHeader& header = record.header;
    const std::size_t position = summary_.spectra - 1;
    if (!header.has_id) notes_.add("id-missing", place_of(record), "the spectrum has no id; its position counts");
    const auto index = header.index ? whole_count(*header.index) : std::nullopt;
    if (index == position) return;
    if (notes_.wants("index-wrong"))
        notes_.write("index-wrong", place_of(record),
                     "index is " + (header.index ? "\"" + quoted_text(*header.index) + "\"" : "missing") +
                         " where the position is " + std::to_string(position) + "; the position counts");
}

void SpectrumDelivery::deliver_broken(const SpectrumRecord& record) {
    describe(record);
    place_ = place_of(record);
}

void SpectrumDelivery::deliver(SpectrumRecord& record) {
    describe(record);
    if (record.taken) {
        // The gate's own buffers would be a second set: they stay empty, and the record gets its own back.
        Spectrum& spectrum = gate_.spectrum();
        spectrum.mz.swap(record.mz);
        spectrum.intensity.swap(record.intensity);
        if (summary_.time_unit.empty() && record.header.time) summary_.time_unit = time_unit_of(record.header, params_);
        try {
            gate_.pass(record.time_s, record.label);
        } catch (Fault& fault) {
            fault.byte = record.byte;
            place_ = place_of(record);
            throw;
        }
        spectrum.mz.swap(record.mz);
        spectrum.intensity.swap(record.intensity);
    }
}

}  // namespace gassan
