#include "services/engine/imports/Archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <QFile>

namespace assay::engine::imports {

namespace {
constexpr std::size_t blockBytes = 64 * 1024;
}

class Archive::Entry final : public ByteSource {
public:
    Entry() : m_archive(archive_read_new()) {}
    ~Entry() override { archive_read_free(m_archive); }
    qint64 read(char *to, qint64 most) override
    {
        const la_ssize_t got = archive_read_data(m_archive, to, std::size_t(most));
        return got < 0 ? -1 : got; // a warning, as for a wrong check sum, is below zero too
    }
    QString fault() const override
    {
        const char *text = archive_error_string(m_archive);
        return text ? QString::fromUtf8(text) : QString();
    }
    archive *handle() const { return m_archive; }

private:
    archive *m_archive;
};

Archive::Archive(const QString &path) : m_entry(std::make_unique<Entry>())
{
    archive *const handle = m_entry->handle();
    archive_read_support_format_zip_seekable(handle);
    if (archive_read_open_filename(handle, QFile::encodeName(path).constData(), blockBytes) != ARCHIVE_OK)
        m_fault = m_entry->fault();
}

Archive::~Archive() = default;

bool Archive::next()
{
    if (!m_fault.isNull())
        return false;
    archive_entry *entry = nullptr;
    const int result = archive_read_next_header(m_entry->handle(), &entry);
    if (result == ARCHIVE_EOF)
        return false;
    if (result < ARCHIVE_WARN) {
        m_fault = m_entry->fault();
        return false;
    }
    const char *utf8 = archive_entry_pathname_utf8(entry), *raw = archive_entry_pathname(entry);
    m_name = QString::fromUtf8(utf8 ? utf8 : raw ? raw : "");
    m_size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1;
    return true;
}

qint64 Archive::position() const
{
    return archive_read_header_position(m_entry->handle());
}

ByteSource &Archive::entry()
{
    return *m_entry;
}

} // namespace assay::engine::imports
