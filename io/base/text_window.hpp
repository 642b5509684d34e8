#pragma once

#include "io/base/bzip2.hpp"
#include "io/base/gzip.hpp"
#include "io/base/regular_file.hpp"
#include "io/base/text_encoding.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gassan {

/// A window that slides over the text of a file, always as UTF-8: a plain UTF-8 file is mapped piece by piece,
/// gzip and bzip2 are unpacked and other encodings are converted on the way. Memory is bounded by the window, not by
/// the file.
class TextWindow {
public:
    /// \throws Fault (container) if gzip, bzip2 or the encoding cannot be read; EnvironmentError on I/O.
    explicit TextWindow(const RegularFile& file);
    /// A text that stands inside the file, as that of an mzMLb does, and is pulled out of it.
    /// \param size bytes of it, to tell how far the reading is
    TextWindow(const RegularFile& file, Pull text, std::uint64_t size);
    ~TextWindow();
    TextWindow(const TextWindow&) = delete;
    TextWindow& operator=(const TextWindow&) = delete;

    /// The first bytes of the content (unpacked, not converted), for sniffing.
    [[nodiscard]] std::string_view head() const { return head_; }
    /// "gzip", "bzip2", or "" for a file that is not packed.
    [[nodiscard]] std::string packing() const { return gzip_ ? "gzip" : bzip2_ ? "bzip2" : ""; }
    [[nodiscard]] bool is_inner() const { return inner_size_.has_value(); }
    [[nodiscard]] const EncodingFound& encoding() const { return encoding_; }
    /// Is what byte offsets count here (UTF-8 text) not what the file (or its unpacked content) holds?
    [[nodiscard]] bool is_transcoded() const { return encoding_.encoding != TextEncoding::utf8; }

    [[nodiscard]] const char* data() const { return data_; }
    [[nodiscard]] std::uint64_t begin() const { return begin_; }
    [[nodiscard]] std::uint64_t end() const { return begin_ + size_; }

    /// Adds text at the end; what lies before keep_from may go. False, and nothing changed, at the end of the text.
    /// Pointers into the window are invalid afterwards.
    bool more(std::uint64_t keep_from);

    /// A plain file in UTF-8: its text can be entered anywhere. (Other text exists only in its order.)
    [[nodiscard]] bool can_jump() const { return !pull_; }
    /// Goes to a byte, and from there no further than to `end`. What is there already stays; more() gets the rest.
    void jump(std::uint64_t byte, std::uint64_t end);

    /// Bytes of the file read up to where the window's text `at` comes from (where it is packed: about).
    [[nodiscard]] std::uint64_t file_position(std::uint64_t at) const;
    /// Bytes after the packed stream, once the end is reached.
    [[nodiscard]] std::uint64_t tail_bytes() const {
        return gzip_ ? gzip_->tail_bytes() : bzip2_ ? bzip2_->tail_bytes() : 0;
    }

private:
    const RegularFile& file_;
    std::string head_;
    EncodingFound encoding_;
    std::unique_ptr<GzipReader> gzip_;
    std::unique_ptr<Bzip2Reader> bzip2_;
    std::optional<std::uint64_t> inner_size_;

    const char* data_ = nullptr;
    std::uint64_t begin_ = 0, limit_ = 0;
    std::size_t size_ = 0;

    void* mapped_ = nullptr;  // plain UTF-8: the mapping behind the window, and the byte of the file where it begins
    std::size_t mapped_size_ = 0;
    std::uint64_t mapped_from_ = 0;

    Pull pull_;  // else: where the text comes from, and the buffer behind the window
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0;

    void begin(Pull content);
    bool map_more(std::uint64_t keep_from);
    void show_mapped(std::uint64_t from);
    bool pull_more(std::uint64_t keep_from);
};

}  // namespace gassan
