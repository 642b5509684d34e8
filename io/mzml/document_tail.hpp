#pragma once

#include "io/base/note_book.hpp"
#include "io/base/text_window.hpp"
#include "io/mzml/xml_cursor.hpp"

#include <functional>
#include <string>

namespace gassan {

/// What ends with an element, and what stands behind it does not matter: an index that is cut or damaged is no loss. A
/// broken gzip stream is one, since then nothing proves what came before.
struct DocumentTail {
    std::string element;                                   ///< the one that has ended: "</mzML>"
    std::string all_read;                                  ///< what is there all the same: "all spectra"
    std::function<void(const XmlTag& start)> check_start;  ///< throws a Fault (container) where another run begins
};

/// From the end of the element to the end of the file; what is amiss is noted. \throws Fault of a container
void read_document_tail(XmlCursor& cursor, TextWindow& window, NoteBook& notes, const DocumentTail& tail);

}  // namespace gassan
