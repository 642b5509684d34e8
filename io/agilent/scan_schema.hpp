#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

enum class FieldType : std::uint8_t { i8, i16, i32, i64, f32, f64 };

[[nodiscard]] std::size_t field_size(FieldType type);

struct RecordField {
    std::string name;
    FieldType type = FieldType::i32;
    std::size_t offset = 0;  ///< from the begin of the record, or of the block
};

/// How one record of MSScan.bin lies: fields of the scan, then as many blocks (one a stored spectrum) as the header of
/// MSScan.bin says, then a tail. Packed, little-endian.
struct RecordLayout {
    std::vector<RecordField> scan;   ///< before the blocks
    std::vector<RecordField> block;  ///< of one block
    std::size_t tail = 0;            ///< bytes behind the blocks; their fields are not used
    bool ion_mobility = false;       ///< records of frames and drift bins: there are no blocks

    [[nodiscard]] std::size_t scan_size() const;
    [[nodiscard]] std::size_t block_size() const;
    [[nodiscard]] std::size_t stride(std::size_t blocks) const { return scan_size() + blocks * block_size() + tail; }
};

/// The layout that MSScan.xsd tells. Elements inside XML comments do not count.
/// \throws Fault: "not well-formed XML at line 3", "unknown type 'xs:foo'", "missing element 'ScanTime'", ...
[[nodiscard]] RecordLayout parse_scan_schema(std::string_view xml);

/// The layouts seen in folders, for one without MSScan.xsd. \param generation of the header of MSScan.bin: 2, 4 or 6;
/// others give an empty layout.
[[nodiscard]] RecordLayout known_layout(std::int32_t generation);

/// Some schemas call ChromScaleFactor xs:double where 4 bytes are stored.
/// \return whether there was such a field, which is then of 4 bytes
[[nodiscard]] bool shorten_chrom_scale(RecordLayout& layout);

}  // namespace gassan
