#include "io/mzml/document_tail.hpp"

#include "io/base/faults.hpp"

namespace gassan {

void read_document_tail(XmlCursor& cursor, TextWindow& window, NoteBook& notes, const DocumentTail& tail) {
    try {
        XmlTag tag;
        while (cursor.next(tag))
            if (tag.kind == XmlTag::Kind::start) tail.check_start(tag);
    } catch (const Fault& fault) {
        if (fault.container) throw;
        const std::string place = "byte " + std::to_string(fault.byte);
        if (fault.end_of_file)
            notes.add("cut-after-data", place,
                      "the file ends too early, but after " + tail.element + ": " + tail.all_read +
                          " are there, the index is not");
        else
            notes.add("damaged-after-data", place,
                      "ignored, since " + tail.all_read + " are there (after " + tail.element + "): " + fault.cause);
    }
    while (window.more(window.end())) {
    }
    if (window.tail_bytes() > 0)
        notes.add(
            "bytes-after-" + window.packing(), "",
            std::to_string(window.tail_bytes()) + " bytes after the " + window.packing() + " stream were ignored");
}

}  // namespace gassan
