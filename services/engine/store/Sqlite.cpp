#include "services/engine/store/Sqlite.h"

#include <QStringDecoder>

#include <sqlite3.h>

#include <algorithm>
#include <memory>

namespace assay::engine {

Statement::~Statement()
{
    if (m_once) {
        sqlite3_finalize(m_statement);
        return;
    }
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

void Statement::check(int code) const
{
    if (code != SQLITE_OK)
        throw SqliteError(sqlite3_extended_errcode(m_db), sqlite3_errmsg(m_db));
}

Statement &Statement::bind(int index, qint64 value)
{
    check(sqlite3_bind_int64(m_statement, index, value));
    return *this;
}

Statement &Statement::bind(int index, double value)
{
    check(sqlite3_bind_double(m_statement, index, value));
    return *this;
}

Statement &Statement::bind(int index, const QString &value)
{
    return bind(index, value.toUtf8());
}

Statement &Statement::bind(int index, const QByteArray &utf8)
{
    // A null QByteArray's constData() is an empty text, never a null pointer, so this never binds NULL.
    check(sqlite3_bind_text64(m_statement, index, utf8.constData(), sqlite3_uint64(utf8.size()), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement &Statement::bindNull(int index)
{
    check(sqlite3_bind_null(m_statement, index));
    return *this;
}

Statement &Statement::bindTextOrNull(int index, const QString &value)
{
    return value.isNull() ? bindNull(index) : bind(index, value);
}

Statement &Statement::bindTextOrNull(int index, const QByteArray &utf8)
{
    return utf8.isEmpty() ? bindNull(index) : bind(index, utf8);
}

bool Statement::step()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        throw SqliteError(sqlite3_extended_errcode(m_db), sqlite3_errmsg(m_db));
    return false;
}

void Statement::rewind()
{
    sqlite3_reset(m_statement);
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

bool Statement::isText(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_TEXT;
}

bool Statement::isInteger(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_INTEGER;
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

QByteArray Statement::utf8(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return text ? QByteArray(text, sqlite3_column_bytes(m_statement, column)) : QByteArray();
}

QString Statement::text(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return text ? QString::fromUtf8(text, sqlite3_column_bytes(m_statement, column)) : QString();
}

Database::Database(const QString &file, Mode mode)
{
    // Statistics of memory would put one lock around all that every connection allocates.
    [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (mode == Mode::Create)
        flags |= SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(file.toUtf8().constData(), &m_db, flags, nullptr);
    if (code != SQLITE_OK) {
        const std::string text = m_db ? sqlite3_errmsg(m_db) : sqlite3_errstr(code);
        sqlite3_close_v2(m_db);
        throw SqliteError(code, text);
    }
    sqlite3_busy_timeout(m_db, 5000);
}

Database::~Database()
{
    for (const auto &[sql, statement] : m_statements)
        sqlite3_finalize(statement);
    sqlite3_close_v2(m_db);
}

Statement Database::prepare(const char *sql)
{
    sqlite3_stmt *&statement = m_statements[sql];
    if (!statement) {
        if (sqlite3_prepare_v3(m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
            const SqliteError error(sqlite3_extended_errcode(m_db), sqlite3_errmsg(m_db));
            m_statements.erase(sql);
            throw error;
        }
    }
    return Statement(m_db, statement);
}

Statement Database::prepareOnce(const QByteArray &sql)
{
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(m_db, sql.constData(), int(sql.size()), &statement, nullptr) != SQLITE_OK)
        throw SqliteError(sqlite3_extended_errcode(m_db), sqlite3_errmsg(m_db));
    return Statement(m_db, statement, true);
}

TextStart Database::textStart(const char *table, const char *column, qint64 rowId, qsizetype chars)
{
    sqlite3_blob *opened = nullptr;
    const int code = sqlite3_blob_open(m_db, "main", table, column, rowId, 0, &opened);
    const std::unique_ptr<sqlite3_blob, int (*)(sqlite3_blob *)> blob(opened, sqlite3_blob_close);
    if (code == SQLITE_ERROR)
        return {}; // NULL has no bytes
    if (code != SQLITE_OK)
        throw SqliteError(sqlite3_extended_errcode(m_db), sqlite3_errmsg(m_db));
    const qint64 size = sqlite3_blob_bytes(opened);
    QByteArray bytes(qsizetype(std::min<qint64>(size, qint64(chars) * 4)), Qt::Uninitialized);
    if (sqlite3_blob_read(opened, bytes.data(), int(bytes.size()), 0) != SQLITE_OK)
        throw SqliteError(sqlite3_extended_errcode(m_db), sqlite3_errmsg(m_db));
    QString text = QString(QStringDecoder(QStringDecoder::Utf8).decode(bytes)); // a character that was cut in two is left out
    text.truncate(chars);
    if (!text.isEmpty() && text.back().isHighSurrogate())
        text.chop(1);
    return {text.isNull() ? QStringLiteral("") : text, std::max<qint64>(0, size - text.toUtf8().size())};
}

void Database::execute(const char *sql)
{
    if (sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw SqliteError(sqlite3_extended_errcode(m_db), sqlite3_errmsg(m_db));
}

qint64 Database::pragma(const char *name)
{
    const std::string sql = std::string("PRAGMA ") + name;
    Statement statement = prepare(sql.c_str());
    return statement.step() ? statement.integer(0) : 0;
}

qint64 Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(m_db);
}

int Database::changes() const
{
    return sqlite3_changes(m_db);
}

bool Database::inTransaction() const
{
    return sqlite3_get_autocommit(m_db) == 0;
}

void Database::interrupt()
{
    sqlite3_interrupt(m_db);
}

/// After some errors, a full disk among them, SQLite has undone it by itself.
WriteTransaction::~WriteTransaction()
{
    if (m_db.inTransaction())
        sqlite3_exec(m_db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

ReadTransaction::~ReadTransaction()
{
    if (m_db.inTransaction())
        sqlite3_exec(m_db.handle(), "COMMIT", nullptr, nullptr, nullptr);
}

} // namespace assay::engine
