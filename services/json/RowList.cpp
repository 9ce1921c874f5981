#include "services/json/RowList.h"

#include "services/json/Depth.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QCoreApplication>
#include <QIODevice>

#include <istream>
#include <streambuf>

namespace assay::json {

namespace {

using Ordered = nlohmann::ordered_json;

Error invalid(const QString &message) { return {Error::Kind::Invalid, message}; }

/// A device as a stream that ends early where one row is too long to be held.
class DeviceBuffer final : public std::streambuf {
public:
    explicit DeviceBuffer(QIODevice &device) : m_device(device) {}
    void rowBegins() { m_sinceRow = 0; }
    bool isTooLong() const { return m_sinceRow > longestRow; }

protected:
    int_type underflow() override
    {
        m_part = isTooLong() ? QByteArray() : m_device.read(partSize);
        m_sinceRow += m_part.size();
        setg(m_part.data(), m_part.data(), m_part.data() + m_part.size());
        return m_part.isEmpty() ? traits_type::eof() : traits_type::to_int_type(*gptr());
    }

private:
    static constexpr qint64 partSize = 64 << 10, longestRow = qint64(64) << 20;
    QIODevice &m_device;
    QByteArray m_part;
    qint64 m_sinceRow = 0;
};

/// Hands the elements of the list over as they are complete. wanted: the member that is the list; none: the document is, or nothing is
/// handed over and the members of the document are noted.
class RowReader final : public nlohmann::json_sax<Ordered> {
public:
    RowReader(DeviceBuffer &buffer, const TakeRow *take, std::string wanted) : m_buffer(buffer), m_take(take), m_wanted(std::move(wanted)) {}

    bool null() override { return value(nullptr); }
    bool boolean(bool one) override { return value(one); }
    bool number_integer(number_integer_t one) override { return value(one); }
    bool number_unsigned(number_unsigned_t one) override { return value(one); }
    bool number_float(number_float_t one, const string_t &) override { return value(one); }
    bool string(string_t &one) override { return value(std::move(one)); }
    bool binary(binary_t &one) override { return value(std::move(one)); }
    bool start_object(std::size_t) override { return begin(Ordered::object()); }
    bool end_object() override { return end(); }
    bool start_array(std::size_t) override { return begin(Ordered::array()); }
    bool end_array() override { return end(); }
    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override { return false; }

    bool key(string_t &one) override
    {
        m_key = std::move(one);
        if (m_depth == 1) {
            m_hasRows = m_hasRows || m_key == "rows";
            m_hasData = m_hasData || m_key == "data";
        }
        return true;
    }

    Error error() const
    {
        if (m_error)
            return *m_error;
        if (m_buffer.isTooLong())
            return invalid(QCoreApplication::translate("assay", "row %1 is longer than 64 MB.").arg(m_number + 1));
        return invalid(m_tooDeep ? QCoreApplication::translate("assay", "it is nested too deeply.") : QCoreApplication::translate("assay", "it is no JSON."));
    }
    bool foundList() const { return m_foundList; }
    std::string listMember() const { return m_hasData ? "data" : m_hasRows ? "rows" : ""; }

private:
    bool begin(Ordered container)
    {
        ++m_depth;
        m_tooDeep = m_depth > deepestLevel;
        if (m_tooDeep)
            return false;
        const bool list = m_take && container.is_array() && (m_wanted.empty() ? m_depth == 1 : m_depth == 2 && m_key == m_wanted);
        if (list && m_open.empty()) {
            m_listDepth = m_depth;
            m_foundList = true;
        } else if (m_listDepth > 0) {
            m_open.push_back(place(std::move(container)));
        }
        return true;
    }

    bool end()
    {
        if (m_depth == m_listDepth)
            m_listDepth = 0;
        --m_depth;
        if (m_open.empty())
            return true;
        m_open.pop_back();
        return !m_open.empty() || handOver();
    }

    template<typename T>
    bool value(T &&one)
    {
        if (m_listDepth == 0) {
            m_buffer.rowBegins();
            return true;
        }
        place(Ordered(std::forward<T>(one)));
        return !m_open.empty() || handOver();
    }

    Ordered *place(Ordered value)
    {
        if (m_open.empty())
            return &(m_row = std::move(value));
        Ordered &around = *m_open.back();
        if (!around.is_array())
            return &(around[m_key] = std::move(value));
        around.push_back(std::move(value));
        return &around.back();
    }

    bool handOver()
    {
        m_buffer.rowBegins();
        const auto taken = (*m_take)(++m_number, m_row);
        if (!taken)
            m_error = taken.error();
        return bool(taken);
    }

    DeviceBuffer &m_buffer;
    const TakeRow *const m_take;
    const std::string m_wanted;
    Ordered m_row;
    std::vector<Ordered *> m_open; ///< the containers of m_row that are not complete; a container grows only while it is the last
    std::string m_key;
    int m_depth = 0, m_listDepth = 0;
    qint64 m_number = 0;
    bool m_foundList = false, m_hasRows = false, m_hasData = false, m_tooDeep = false;
    std::optional<Error> m_error;
};

bool beginsWithObject(QIODevice &device)
{
    QByteArray head = device.peek(4096);
    if (head.startsWith("\xEF\xBB\xBF"))
        head.remove(0, 3);
    return head.trimmed().startsWith('{');
}

} // namespace

Result<Done> readRowList(QIODevice &device, const TakeRow &take)
{
    std::string wanted;
    if (beginsWithObject(device)) { // which of its members counts is known at its end
        DeviceBuffer buffer(device);
        std::istream in(&buffer);
        RowReader members(buffer, nullptr, {});
        if (!Ordered::sax_parse(in, &members))
            return members.error();
        wanted = members.listMember();
        device.seek(0);
    }
    DeviceBuffer buffer(device);
    std::istream in(&buffer);
    RowReader rows(buffer, &take, wanted);
    if (!Ordered::sax_parse(in, &rows))
        return rows.error();
    if (!rows.foundList())
        return invalid(QCoreApplication::translate("assay", "a list of rows is expected, or an object with the list in 'rows' or 'data'."));
    return Done{};
}

} // namespace assay::json
