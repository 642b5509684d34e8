#include "io/agilent/scan_table.hpp"

#include "core/base/fields.hpp"
#include "io/agilent/run_length.hpp"

#include <cmath>

namespace gassan {
namespace {

constexpr std::int64_t most_points = INT32_MAX;

std::string numbered(const char* what, std::size_t number) {
    return std::string(what) + " " + std::to_string(number);
}

}  // namespace

ScanTable::ScanTable(const AgilentFolder& folder, NoteBook& notes)
    : folder_(folder), file_(folder.file("MSScan.bin")), peaks_alone_(!folder.has("MSProfile.bin")) {
    try {
        header_ = read_scan_header(file_);
    } catch (const Fault& fault) {
        throw error(fault.cause);
    }
    if (header_.formats.empty())
        notes.add("agilent-format-table", "MSScan.bin",
                  "format table ends at " + std::to_string(header_.table_end) + ", records start at " +
                      std::to_string(header_.first_record) + "; using defaults");
    settle_layout(told_layout(notes), notes);
}

// ---- layout --------------------------------------------------------------------------------------------------------

RecordLayout ScanTable::told_layout(NoteBook& notes) const {
    RecordLayout layout;
    if (!folder_.has("MSScan.xsd")) {
        layout = known_layout(header_.generation);
        if (layout.block.empty()) throw folder_.error("MSScan.xsd", "missing");
        notes.add("agilent-schema-missing", "MSScan.xsd",
                  "missing; records are read as layout " + std::to_string(header_.generation) + " usually lies");
        return layout;
    }
    try {
        layout = parse_scan_schema(folder_.text("MSScan.xsd"));
    } catch (const Fault& fault) {
        throw folder_.error("MSScan.xsd", fault.cause);
    }
    if (layout.ion_mobility)
        throw InputError(folder_.path(), "", "ion-mobility data: not supported",
                         "Export the summed frames as mzML with the maker's software.");
    return layout;
}

std::unique_ptr<RecordReader> ScanTable::reader(const RecordLayout& layout) const {
    return std::make_unique<RecordReader>(file_, header_.first_record, header_.blocks, layout);
}

// The layout told, if its records fill the file and make sense; else the one with the known lie of the schemas; else
// the layout told without its last record, which the instrument did not finish.
void ScanTable::settle_layout(const RecordLayout& told, NoteBook& notes) {
    auto records = reader(told);
    std::string fault = records->records() == 0 ? "no scan records" : first_fault(*records);
    if (records->left() == 0 && fault.empty()) {
        records_ = std::move(records);
        return;
    }
    RecordLayout shorter = told;
    if (shorten_chrom_scale(shorter)) {
        auto others = reader(shorter);
        const bool better = others->left() == 0 || !fault.empty();
        if (better && others->records() > 0 && first_fault(*others).empty()) {
            notes.add("agilent-schema-wrong", "MSScan.xsd",
                      "calls ChromScaleFactor a number of 8 bytes; the records hold 4, and are read so");
            if (others->left() > 0) return take_cut_table(std::move(others), notes);
            records_ = std::move(others);
            return;
        }
    }
    if (!folder_.has("MSScan.xsd") && !fault.empty() && records->records() > 0)
        throw folder_.error("MSScan.xsd", "missing");
    if (records->left() == 0 || records->records() == 0) throw error(fault);
    if (!fault.empty())
        throw error(std::to_string(file_.size() - header_.first_record) +
                    " bytes of records are not a multiple of the record length " + std::to_string(records->stride()) +
                    " (" + std::to_string(records->records()) + " whole records, " + std::to_string(records->left()) +
                    " bytes left), and as they stand: " + fault);
    take_cut_table(std::move(records), notes);
}

void ScanTable::take_cut_table(std::unique_ptr<RecordReader> records, NoteBook& notes) {
    notes.add("agilent-cut-table", "MSScan.bin",
              std::to_string(file_.size() - header_.first_record) +
                  " bytes of records are not a multiple of the record length " + std::to_string(records->stride()) +
                  " (" + std::to_string(records->records()) + " whole records, " + std::to_string(records->left()) +
                  " bytes left); the last one was dropped (acquisition interrupted?)");
    records_ = std::move(records);
}

// ---- records -------------------------------------------------------------------------------------------------------

std::string ScanTable::first_fault(RecordReader& records) const {
    ScanRecord record;
    double previous_min = 0.0;
    for (std::size_t i = 0; i < records.records(); ++i) {
        records.read(i, record);
        if (std::string fault = fault_of(record, previous_min); !fault.empty()) return fault;
        previous_min = record.time_min;
    }
    return {};
}

std::string ScanTable::fault_of(const ScanRecord& record, double previous_min) const {
    const std::string scan = numbered("scan", record.index);
    if (!(std::isfinite(record.time_min) && record.time_min >= previous_min))
        return scan + ": ScanTime " + number_text(record.time_min) + " (previous " + number_text(previous_min) + ")";
    if (record.ms_level != 1 && record.ms_level != 2)
        return scan + ": MSLevel " + std::to_string(record.ms_level) + ", expected 1 or 2";
    for (std::size_t i = 0; i < record.blocks.size(); ++i) {
        const ScanBlock& block = record.blocks[i];
        bool known = header_.formats.empty() ? block.format >= 1 && block.format <= 3 : false;
        for (const SpectrumFormat& format : header_.formats) known = known || format.id == block.format;
        if (!known)
            return scan + " " + numbered("block", i) + ": unknown SpectrumFormatID " + std::to_string(block.format);
        if (block.offset < 0) return scan + ": negative SpectrumOffset";
        if (block.bytes < 0) return scan + ": negative ByteCount";
        if (block.points < 0) return scan + ": negative PointCount";
        if (block.points > most_points)
            return scan + ": PointCount " + std::to_string(block.points) + " is not possible";
    }
    return {};
}

// ---- formats -------------------------------------------------------------------------------------------------------

SpectrumFormat ScanTable::format_of(const ScanBlock& block, std::span<const unsigned char> head) const {
    using F = SpectrumFormat;
    for (const F& format : header_.formats)
        if (format.id == block.format) return format;

    // No table: the rules of what was seen in folders.
    const std::int64_t points = block.points, bytes = block.bytes;
    const bool is_list = bytes == 8 * points || bytes == 12 * points || bytes == 16 * points;
    F format{.id = std::int32_t(block.format), .storage = F::in_peaks, .packing = F::plain, .axes = {}};
    if (block.format == 1 && !(is_list && peaks_alone_)) {
        format.storage = F::in_profile;
        const bool marked =
            head.size() >= 20 && number_at<std::uint32_t>(head.data() + 16) == run_length_word(std::size_t(points));
        format.packing = bytes == 16 + 4 * points ? F::plain : marked ? F::run_length : F::lzf;
        format.axes = {{F::flight_time, F::f64}, {F::abundance, F::i32}};
    } else if (bytes == 12 * points) {
        format.axes = {{F::flight_time, F::f64}, {F::abundance, F::f32}};
    } else if (bytes == 8 * points) {
        format.axes = {{F::mz, F::f32}, {F::abundance, F::f32}};
    } else {
        format.axes = {{header_.generation == 2 ? F::mz : F::flight_time, F::f64}, {F::abundance, F::f64}};
    }
    return format;
}

}  // namespace gassan
