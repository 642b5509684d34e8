#pragma once

#include "core/model/spectrum.hpp"
#include "io/agilent/bin_file.hpp"
#include "io/agilent/scan_schema.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gassan {

/// One stored spectrum of a scan: where it lies and what it must hold. As the file tells it, unchecked.
struct ScanBlock {
    std::int64_t format = 0;
    std::int64_t offset = 0, bytes = 0, points = 0;
    std::int64_t uncompressed = 0;  ///< 0 where not told
    double max_y = no_value;        ///< the largest intensity, as the instrument wrote it
};

/// One record of MSScan.bin. As the file tells it, unchecked.
struct ScanRecord {
    std::size_t index = 0;  ///< from 0
    std::int64_t scan_id = 0;
    double time_min = no_value;
    std::int64_t ms_level = 1;
    std::int64_t scan_type = 0;
    Polarity polarity = Polarity::unknown;
    std::int64_t calibration_id = 0;
    std::int64_t mass_cal_offset = 0;  ///< 0 = none
    double collision_energy_v = 0.0;   ///< magnitude: its sign is not the same in all versions
    double tic = no_value, base_peak_mz = no_value, base_peak_value = no_value;
    std::vector<ScanBlock> blocks;
};

/// Records of one layout, read through a window of about 1 MiB: memory does not go with the file.
class RecordReader {
public:
    /// \param first_record offset, inside the file. What is referred to must live as long as the reader.
    RecordReader(const BinFile& file, std::uint64_t first_record, std::size_t blocks, const RecordLayout& layout);

    [[nodiscard]] std::size_t stride() const { return stride_; }
    [[nodiscard]] std::size_t records() const { return records_; }  ///< whole ones
    [[nodiscard]] std::size_t left() const { return left_; }        ///< bytes behind them
    [[nodiscard]] bool has_calibration_id() const { return scan_.calibration_id.has_value(); }

    /// \param index below records(). Cheap where indices ascend. \throws InputError, EnvironmentError as BinFile
    void read(std::size_t index, ScanRecord& record);

private:
    using Place = std::optional<RecordField>;
    struct ScanPlaces {
        Place scan_id, time, ms_level, scan_type, tic, base_mz, base_value, calibration_id, polarity, collision_energy,
            mass_cal_offset;
    };
    struct BlockPlaces {
        Place format, offset, bytes, points, uncompressed, max_y;
    };

    const BinFile& file_;
    std::uint64_t first_record_;
    std::size_t blocks_, head_, block_size_, stride_, records_, left_;
    ScanPlaces scan_;
    BlockPlaces block_;
    ByteBuffer window_;
    std::size_t window_begin_ = 0, window_end_ = 0;  // indices of the records in it

    [[nodiscard]] const unsigned char* bytes_of(std::size_t index);
};

}  // namespace gassan
