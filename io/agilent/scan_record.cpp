#include "io/agilent/scan_record.hpp"

#include <algorithm>
#include <cmath>

namespace gassan {
namespace {

constexpr std::size_t window_bytes = 1u << 20;

std::optional<RecordField> place_of(const std::vector<RecordField>& fields, std::string_view name) {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const RecordField& field) { return field.name == name; });
    return found == fields.end() ? std::nullopt : std::optional(*found);
}

std::int64_t whole_of(const unsigned char* begin, const std::optional<RecordField>& field, std::int64_t missing = 0) {
    if (!field) return missing;
    const unsigned char* const at = begin + field->offset;
    switch (field->type) {
        case FieldType::i8:
            return number_at<std::int8_t>(at);
        case FieldType::i16:
            return number_at<std::int16_t>(at);
        case FieldType::i32:
            return number_at<std::int32_t>(at);
        case FieldType::i64:
            return number_at<std::int64_t>(at);
        default:
            return -1;  // no count, id or offset is a fraction: the checks refuse it
    }
}

double real_of(const unsigned char* begin, const std::optional<RecordField>& field, double missing = no_value) {
    if (!field) return missing;
    if (field->type == FieldType::f64) return number_at<double>(begin + field->offset);
    if (field->type == FieldType::f32) return double(number_at<float>(begin + field->offset));
    return double(whole_of(begin, field));
}

Polarity polarity_of(std::int64_t word) {
    return word == 0 ? Polarity::positive : word == 1 ? Polarity::negative : Polarity::unknown;
}

}  // namespace

RecordReader::RecordReader(const BinFile& file, std::uint64_t first_record, std::size_t blocks,
                           const RecordLayout& layout)
    : file_(file),
      first_record_(first_record),
      blocks_(blocks),
      head_(layout.scan_size()),
      block_size_(layout.block_size()),
      stride_(layout.stride(blocks)),
      records_(static_cast<std::size_t>((file.size() - first_record) / stride_)),
      left_(static_cast<std::size_t>((file.size() - first_record) % stride_)) {
    const auto scan = [&](std::string_view name) { return place_of(layout.scan, name); };
    const auto block = [&](std::string_view name) { return place_of(layout.block, name); };
    scan_ = {scan("ScanID"),      scan("ScanTime"),        scan("MSLevel"),       scan("ScanType"),
             scan("TIC"),         scan("BasePeakMZ"),      scan("BasePeakValue"), scan("CalibrationID"),
             scan("IonPolarity"), scan("CollisionEnergy"), scan("MassCalOffset")};
    block_ = {block("SpectrumFormatID"), block("SpectrumOffset"),        block("ByteCount"),
              block("PointCount"),       block("UncompressedByteCount"), block("MaxY")};
}

const unsigned char* RecordReader::bytes_of(std::size_t index) {
    if (index < window_begin_ || index >= window_end_) {
        window_begin_ = index;
        window_end_ = std::min(records_, index + std::max<std::size_t>(1, window_bytes / stride_));
        const auto bytes = std::uint64_t(window_end_ - window_begin_) * stride_;
        static_cast<void>(file_.read(first_record_ + std::uint64_t(index) * stride_, bytes, window_));
    }
    return window_.data() + (index - window_begin_) * stride_;
}

void RecordReader::read(std::size_t index, ScanRecord& record) {
    const unsigned char* at = bytes_of(index);
    record.index = index;
    record.scan_id = whole_of(at, scan_.scan_id, std::int64_t(index) + 1);
    record.time_min = real_of(at, scan_.time);
    record.ms_level = whole_of(at, scan_.ms_level, 1);
    record.scan_type = whole_of(at, scan_.scan_type);
    record.tic = real_of(at, scan_.tic);
    record.base_peak_mz = real_of(at, scan_.base_mz);
    record.base_peak_value = real_of(at, scan_.base_value);
    record.calibration_id = whole_of(at, scan_.calibration_id);
    record.polarity = polarity_of(whole_of(at, scan_.polarity, 2));
    record.collision_energy_v = std::abs(real_of(at, scan_.collision_energy, 0.0));
    record.mass_cal_offset = whole_of(at, scan_.mass_cal_offset);
    record.blocks.resize(blocks_);
    at += head_;
    for (ScanBlock& block : record.blocks) {
        block.format = whole_of(at, block_.format);
        block.offset = whole_of(at, block_.offset);
        block.bytes = whole_of(at, block_.bytes);
        block.points = whole_of(at, block_.points);
        block.uncompressed = whole_of(at, block_.uncompressed);
        block.max_y = real_of(at, block_.max_y);
        at += block_size_;
    }
}

}  // namespace gassan
