#pragma once

/// \file
/// The spectra of one plain file, read by several threads: the same spectra, notes and faults as by one.
///
/// The text is cut where "</spectrum>" seems to stand, and each part is read as if it began inside <spectrumList>. That
/// is a guess (the words may stand in a comment), but one that proves itself: the first part begins where the reader
/// has come to; if it is read without fault and a whole spectrum ends at its last byte, the next part begins where
/// reading on would have come to, and so forth. Only parts so proven are delivered, in the order of the file. At
/// the first that is not (a fault in it, or the end of the list) all ends, and the caller reads on alone from its
/// begin. So everything odd is said by the one reader that would have said it anyway.

#include "io/base/regular_file.hpp"
#include "io/mzml/spectrum_delivery.hpp"
#include "io/mzml/xml_cursor.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace gassan {

struct SpectraInParts {
    const RegularFile& file;   ///< plain, in UTF-8
    const std::string& head;   ///< the tags before the first spectrum, for HeaderParser::read_head
    std::uint64_t from = 0;    ///< the byte after <spectrumList ...>
    const OpenElements& open;  ///< there
    const ReadParams& params;  ///< params.threads of them, the calling one among them
};

/// \param progress called with the bytes delivered, from the calling thread as all deliveries are
/// \return the byte from which the caller must read on; all before it is delivered
/// \throws what SpectrumDelivery::deliver throws
std::uint64_t read_in_parts(const SpectraInParts& work, SpectrumDelivery& delivery,
                            const std::function<void(std::uint64_t byte)>& progress);

}  // namespace gassan
