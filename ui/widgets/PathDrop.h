#pragma once

#include <QObject>
#include <QStringList>

class QMimeData;
class QWidget;

namespace assay {

/// Lets files and folders be dropped onto a widget. What several ask for is theirs; a drop that holds anything but local files is not taken.
class PathDrop final : public QObject {
    Q_OBJECT
public:
    explicit PathDrop(QWidget *target);

Q_SIGNALS:
    void dropped(const QStringList &paths); ///< absolute

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static QStringList pathsIn(const QMimeData *data);
    QWidget *const m_target;
};

} // namespace assay
