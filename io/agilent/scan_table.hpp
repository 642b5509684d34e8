#pragma once

#include "io/agilent/agilent_folder.hpp"
#include "io/agilent/scan_record.hpp"
#include "io/agilent/spectrum_format.hpp"
#include "io/base/note_book.hpp"

#include <memory>

namespace gassan {

/// The scans of a folder: MSScan.bin, by the layout that fits its records.
class ScanTable {
public:
    /// Finds the layout and looks at all records: times that ascend, levels, formats, no negative counts.
    /// \param folder must live as long as the table
    /// \throws InputError naming file, scan and cause. What was mended goes to notes.
    ScanTable(const AgilentFolder& folder, NoteBook& notes);

    [[nodiscard]] std::size_t scans() const { return records_->records(); }
    [[nodiscard]] std::int32_t generation() const { return header_.generation; }
    [[nodiscard]] bool has_calibration_id() const { return records_->has_calibration_id(); }
    [[nodiscard]] const RegularFile& file() const { return file_.file(); }

    /// How the points of a block are stored. Where the header's table cannot be read this is judged from the block.
    /// \param head the first bytes of a block of MSProfile.bin, or nothing
    [[nodiscard]] SpectrumFormat format_of(const ScanBlock& block, std::span<const unsigned char> head = {}) const;

    /// Calls see(const ScanRecord&) for each scan in order; the record is used again.
    template <class See>
    void for_each(See&& see) const {
        ScanRecord record;
        for (std::size_t i = 0; i < scans(); ++i) {
            records_->read(i, record);
            see(static_cast<const ScanRecord&>(record));
        }
    }

private:
    const AgilentFolder& folder_;
    BinFile file_;
    ScanHeader header_;
    std::unique_ptr<RecordReader> records_;
    bool peaks_alone_ = false;  // no MSProfile.bin

    [[nodiscard]] InputError error(const std::string& cause) const { return folder_.error("MSScan.bin", cause); }
    [[nodiscard]] std::unique_ptr<RecordReader> reader(const RecordLayout& layout) const;
    [[nodiscard]] std::string first_fault(RecordReader& records) const;
    [[nodiscard]] std::string fault_of(const ScanRecord& record, double previous_min) const;
    [[nodiscard]] RecordLayout told_layout(NoteBook& notes) const;
    void settle_layout(const RecordLayout& told, NoteBook& notes);
    void take_cut_table(std::unique_ptr<RecordReader> records, NoteBook& notes);
};

}  // namespace gassan
