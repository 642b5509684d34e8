#pragma once

#include "io/agilent/agilent_folder.hpp"
#include "io/agilent/mass_calibration.hpp"
#include "io/agilent/scan_table.hpp"
#include "io/base/note_book.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>

namespace gassan {

/// The calibrations of a folder: one a scan in MSMassCal.bin, the default ones in DefaultMassCal.xml.
class CalibrationFiles {
public:
    /// \throws InputError for files that are damaged. What is referred to must live as long as this.
    CalibrationFiles(const AgilentFolder& folder, const ScanTable& scans, NoteBook& notes);

    /// The scan's own calibration where it has one, else the default one of its CalibrationID.
    /// \throws InputError where flight times of this scan cannot become m/z
    [[nodiscard]] FlightCalibration of(const ScanRecord& scan);

    /// The default calibration of its CalibrationID, by which the instrument wrote BasePeakMZ.
    [[nodiscard]] FlightCalibration default_of(const ScanRecord& scan) const;

    /// \throws InputError if a file changed since it was opened
    void check_unchanged() const;

private:
    /// One DefaultCalibration as it stands in the file; checked when it is used.
    struct Default {
        std::map<int, double> traditional, polynomial;
        std::optional<std::uint32_t> flags = 0u;  ///< nothing where they are no number
        bool readable = true;                     ///< all values are numbers
    };

    const AgilentFolder& folder_;
    const ScanTable& scans_;
    NoteBook& notes_;
    std::map<std::int64_t, Default> defaults_;
    std::optional<BinFile> own_;
    ByteBuffer row_;
    bool missing_told_ = false;

    void read_defaults();
    [[nodiscard]] const Default& default_entry(const ScanRecord& scan) const;
    [[nodiscard]] std::optional<std::uint64_t> own_place(const ScanRecord& scan);
    void take_powers(const ScanRecord& scan, FlightCalibration& calibration);
};

}  // namespace gassan
