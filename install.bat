@echo off
rem Installs xl_quality for the current user. Safe to run again: it upgrades.
rem The work is done by xl_quality\installer; this file only finds a Python to run it.
setlocal
set "HERE=%~dp0"
for /f "tokens=2 delims=:." %%c in ('chcp') do set "PAGE=%%c"
chcp 65001 >nul
if not exist "%HERE%xl_quality\installer\install.py" goto zipped
set "VERSION="
rem The last word, as in [Version 10.0.19045.1], whatever the language before it.
for /f "delims=" %%v in ('ver') do set "VERSION=%%v"
for %%w in (%VERSION%) do set "VERSION=%%w"
if "%VERSION:~0,2%"=="5." goto old
if "%VERSION:~0,2%"=="6." goto old
if /i "%PROCESSOR_ARCHITECTURE%"=="x86" if not defined PROCESSOR_ARCHITEW6432 goto old
if exist "%HERE%python\python.exe" goto bundled
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if errorlevel 1 goto nopython
py -3 -X utf8 -c "import sys; sys.path.insert(0, sys.argv[1]); from xl_quality.installer.install import main; sys.exit(main(sys.argv[1]))" "%HERE%."
goto done
:bundled
"%HERE%python\python.exe" -X utf8 -c "import sys; sys.path.insert(0, sys.argv[1]); from xl_quality.installer.install import main; sys.exit(main(sys.argv[1]))" "%HERE%."
goto done
:zipped
echo Not installed. This file was started from inside the zip.
echo Please right-click the zip, choose "Extract All", and run install.bat in the new folder.
set "RESULT=1"
goto end
:old
echo Not installed. Windows 10 or newer is needed, 64-bit.
set "RESULT=1"
goto end
:nopython
echo Python 3.11 or newer was not found on this computer.
echo Please use the release package, which brings its own Python.
set "RESULT=1"
goto end
:done
set "RESULT=%ERRORLEVEL%"
if "%RESULT%"=="0" goto end
echo.
echo Not installed. See %LOCALAPPDATA%\xl_quality\install.log
:end
if defined PAGE chcp %PAGE% >nul
if not defined XLQ_NO_PAUSE pause
exit /b %RESULT%
