#include "io/base/text_window.hpp"

#include "io/base/faults.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t head_size = 4096;
constexpr std::size_t map_size = 32u << 20;    // address space and resident set of one mapping
constexpr std::size_t buffer_size = 1u << 20;  // of unpacked or converted text: stays in the cache

Pull file_pull(const RegularFile& file, std::uint64_t from) {
    return [&file, at = from](char* to, std::size_t count) mutable {
        const auto got = file.read_at(at, to, count);
        at += got;
        return got;
    };
}

// First `prefix`, then the stream.
Pull with_prefix(std::string prefix, Pull rest) {
    return [prefix = std::move(prefix), rest = std::move(rest), given = std::size_t(0)](char* to,
                                                                                        std::size_t count) mutable {
        if (given == prefix.size()) return rest(to, count);
        const auto n = std::min(count, prefix.size() - given);
        std::memcpy(to, prefix.data() + given, n);
        given += n;
        return n;
    };
}

std::string read_head(const Pull& pull) {
    std::string head(head_size, '\0');
    std::size_t size = 0;
    while (size < head.size()) {
        const auto got = pull(head.data() + size, head.size() - size);
        if (got == 0) break;
        size += got;
    }
    head.resize(size);
    return head;
}

}  // namespace

TextWindow::TextWindow(const RegularFile& file) : file_(file), limit_(file.size()) {
    head_ = read_head(file_pull(file, 0));
    if (is_gzip(head_)) {
        gzip_ = std::make_unique<GzipReader>(file_pull(file, 0));
        begin([reader = gzip_.get()](char* to, std::size_t count) { return reader->read(to, count); });
    } else if (is_bzip2(head_)) {
        bzip2_ = std::make_unique<Bzip2Reader>(file_pull(file, 0));
        begin([reader = bzip2_.get()](char* to, std::size_t count) { return reader->read(to, count); });
    } else {
        encoding_ = find_encoding(head_);
        if (is_transcoded())
            pull_ = transcoded(file_pull(file, encoding_.mark_size), encoding_);
        else
            begin_ = encoding_.mark_size;
    }
}

TextWindow::TextWindow(const RegularFile& file, Pull text, std::uint64_t size) : file_(file), inner_size_(size) {
    begin(std::move(text));
}

void TextWindow::begin(Pull content) {
    head_ = read_head(content);
    encoding_ = find_encoding(head_);
    pull_ = with_prefix(head_.substr(encoding_.mark_size), std::move(content));
    if (is_transcoded())
        pull_ = transcoded(std::move(pull_), encoding_);
    else
        begin_ = encoding_.mark_size;
}

TextWindow::~TextWindow() {
    if (mapped_) ::munmap(mapped_, mapped_size_);
}

bool TextWindow::more(std::uint64_t keep_from) {
    keep_from = std::clamp(keep_from, begin(), end());
    return pull_ ? pull_more(keep_from) : map_more(keep_from);
}

void TextWindow::jump(std::uint64_t byte, std::uint64_t end) {
    limit_ = std::min(end, file_.size());
    begin_ = byte;
    size_ = 0;
    if (mapped_ && byte >= mapped_from_ && byte < mapped_from_ + mapped_size_) show_mapped(byte);
}

// The window on the mapping, from a byte in it to its end or the limit.
void TextWindow::show_mapped(std::uint64_t from) {
    const std::uint64_t end = std::min(mapped_from_ + mapped_size_, limit_);
    data_ = static_cast<const char*>(mapped_) + (from - mapped_from_);
    begin_ = from;
    size_ = end > from ? static_cast<std::size_t>(end - from) : 0;
}

bool TextWindow::map_more(std::uint64_t keep_from) {
    if (end() >= limit_) return false;
    file_.check_unchanged();  // touching a mapping beyond the end of a file that shrank would kill the process
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const std::uint64_t from = keep_from / page * page;
    const std::uint64_t wanted = std::max<std::uint64_t>(map_size, 2 * (end() - from));
    const auto size = static_cast<std::size_t>(std::min(wanted, file_.size() - from));
    if (mapped_) ::munmap(mapped_, mapped_size_);
    mapped_ = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file_.descriptor(), static_cast<off_t>(from));
    if (mapped_ == MAP_FAILED) {
        mapped_ = nullptr;
        throw EnvironmentError(quoted_path(file_.path()) +
                               ": cannot map the file into memory: " + std::generic_category().message(errno));
    }
    mapped_size_ = size;
    mapped_from_ = from;
    ::madvise(mapped_, size, MADV_SEQUENTIAL);
    show_mapped(keep_from);
    return true;
}

bool TextWindow::pull_more(std::uint64_t keep_from) {
    const auto kept = static_cast<std::size_t>(end() - keep_from);
    const char* const kept_from = data_ + (keep_from - begin_);
    if (capacity_ < std::max(buffer_size, 2 * kept)) {
        const auto capacity = std::max(buffer_size, 2 * kept);
        std::unique_ptr<char[]> larger(new char[capacity]);
        if (kept > 0) std::memcpy(larger.get(), kept_from, kept);
        buffer_ = std::move(larger);
        capacity_ = capacity;
    } else if (kept > 0) {
        std::memmove(buffer_.get(), kept_from, kept);
    }
    const auto got = pull_(buffer_.get() + kept, capacity_ - kept);
    data_ = buffer_.get();
    begin_ = keep_from;
    size_ = kept + got;
    return got > 0;
}

std::uint64_t TextWindow::file_position(std::uint64_t at) const {
    if (gzip_) return gzip_->consumed();
    if (bzip2_) return bzip2_->consumed();
    if (inner_size_)
        return *inner_size_ == 0 ? 0 : std::uint64_t(double(at) / double(*inner_size_) * double(file_.size()));
    if (!is_transcoded()) return at;
    const bool wide = encoding_.encoding == TextEncoding::utf16_le || encoding_.encoding == TextEncoding::utf16_be;
    return std::min(file_.size(), wide ? 2 * at : at);
}

}  // namespace gassan
